using System.Text.Json;
using System.Text.Json.Nodes;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>The report for programs, and what is known of objects in the picture.</summary>
public sealed class JsonTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void Json_has_the_facts()
    {
        JsonNode report = Report("--json");
        Assert.Equal("Scenes", Text(report["network"]));
        Assert.Equal("relu5", Text(report["layer"]));
        Assert.True(File.Exists(Text(report["weights"])));
        Assert.True(File.Exists(Text(report["image"])));
        Assert.StartsWith("CPU", Text(report["device"]));

        JsonArray predictions = report["predictions"]!.AsArray(), explanations = report["explanations"]!.AsArray();
        Assert.Equal(5, predictions.Count);
        double[] probabilities = [.. predictions.Select(prediction => (double)prediction!["probability"]!)];
        Assert.Equal(probabilities.OrderDescending(), probabilities);
        Assert.All(probabilities, probability => Assert.InRange(probability, 0, 1));

        // Several classes may be in a picture: those that are more likely there than not are explained.
        Assert.Equal(
            predictions.Where(prediction => (double)prediction!["probability"]! >= 0.5).Select(prediction => (int)prediction!["label"]!),
            explanations.Select(explanation => (int)explanation!["label"]!));
        foreach (JsonNode? explanation in explanations)
        {
            Assert.True((float)explanation!["score"]! > 0);
            Assert.Equal(JsonValueKind.True, explanation["insideObject"]!.GetValueKind());
            string[] files = [.. explanation["files"]!.AsArray().Select(Text)];
            Assert.Equal(3, files.Length);
            Assert.All(files, file => Assert.True(File.Exists(place.At(file)), file));
        }
        Assert.Contains(report["timings"]!.AsArray(), timing => Text(timing!["step"]) == "forward" && (double)timing["milliseconds"]! > 0);
        Assert.Equal(JsonValueKind.Array, report["notes"]!.GetValueKind());
    }

    [Fact]
    public void Of_a_map_of_zeros_no_maximum_is_told()
    {
        JsonNode explanation = Report("--json", "-label", "24", "-layer_name", "conv6")["explanations"]![0]!;
        Assert.Null(explanation["peakX"]);
        Assert.Null(explanation["peakY"]);
        Assert.True(explanation.AsObject().ContainsKey("peakX"));
    }

    [Fact]
    public void A_larger_picture_has_its_maximum_in_its_own_pixels()
    {
        using (Picture example = Picture.Load(Workplace.Example), larger = example.Resize(384, 256))
            File.WriteAllBytes(place.At("larger.png"), larger.Encode(PictureFormat.Png));
        // The ring of the example, in pixels three times narrower and twice lower.
        place.Write("larger.objects.tsv", "red ring\t123\t56\t141\t94\n");
        JsonNode explanation = Report("--json", "--image", "larger.png", "-label", "red ring")["explanations"]![0]!;
        Assert.True((bool)explanation["insideObject"]!);
        Assert.InRange((int)explanation["peakX"]!, 129, 263);
    }

    [Fact]
    public void A_maximum_outside_the_known_box_is_told()
    {
        place.Copy(Workplace.Example, "p.png");
        place.Write("p.objects.tsv", "red ring\t0\t0\t5\t5\n");
        Assert.Contains(", OUTSIDE the object's box", place.Run("--image", "p.png", "-label", "5").Succeeded().Out);
    }

    [Fact]
    public void Where_no_object_is_known_nothing_is_claimed()
    {
        place.Copy(Workplace.Example, "p.png");
        JsonNode explanation = Report("--image", "p.png", "-label", "5", "--json")["explanations"]![0]!;
        Assert.Null(explanation["insideObject"]);
        Assert.NotNull(explanation["peakX"]);
    }

    [Theory]
    [InlineData("red ring\t1\t2\t3\n")]
    [InlineData("red ring\t1\t2\t3\tx\n")]
    [InlineData("red ring\t1\t2\t3\t-4\n")]
    public void A_wrong_line_of_known_objects_is_an_error(string line)
    {
        place.Copy(Workplace.Example, "p.png");
        place.Write("p.objects.tsv", "red ring\t1\t2\t3\t4\n" + line);
        place.Run("--image", "p.png", "-label", "5").FailedWith(
            1, "p.objects.tsv(2): found 'red ring", "expected label, left, top, width and height");
        Assert.Equal(["p.objects.tsv", "p.png"], place.Files);
    }

    private static string Text(JsonNode? node) => (string)node!;

    private JsonNode Report(params string[] arguments) => JsonNode.Parse(place.Run(arguments).Succeeded().Out)!;
}
