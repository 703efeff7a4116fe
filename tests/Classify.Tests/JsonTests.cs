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
        Assert.Equal("classify", Text(report["program"]));
        Assert.Equal("Scenes", Text(report["network"]!["name"]));
        Assert.Equal("relu5", Text(report["network"]!["layer"]));
        Assert.Equal("scenes.caffemodel (built in)", Text(report["network"]!["weights"]));
        Assert.Equal("scenes.example.png (built in)", Text(report["image"]!["name"]));
        Assert.Equal((128, 128), ((int)report["image"]!["width"]!, (int)report["image"]!["height"]!));
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
            Assert.Equal(4, files.Length);
            Assert.All(files, file => Assert.True(File.Exists(place.At(file)), file));
        }
        Assert.Contains(report["timings"]!.AsArray(), timing => Text(timing!["step"]) == "forward" && (double)timing["milliseconds"]! > 0);
        Assert.Equal(JsonValueKind.Array, report["notes"]!.GetValueKind());
    }

    [Fact]
    public void The_page_of_the_format_shows_what_is_printed()
    {
        JsonPage page = JsonPage.Read("classify");
        page.RequireSame(JsonNode.Parse(place.Run(page.Arguments).Succeeded().Out)!);
    }

    [Fact]
    public void The_page_of_the_format_shows_errors()
    {
        JsonPage page = JsonPage.Read("Errors");
        place.Write("broken.prototxt", "name: 'n'\nlayer { name: 'a' top: 'a' }\nlayer { name: 'b' bottom: 'a' top: 'b' }\n");
        page.RequireSame(place.Run(page.Arguments).FailedWithJson(1));
    }

    [Fact]
    public void Errors_are_json_too()
    {
        JsonNode error = place.Run("--json", "--image", "none.jpg").FailedWithJson(1)["error"]!;
        Assert.Contains("none.jpg: found no such file", Text(error["message"]));
        Assert.Equal("none.jpg", Text(error["file"]));
        error = place.Run("-label", "99", "--json").FailedWithJson(1)["error"]!;
        Assert.StartsWith("label 99 is not one of Scenes", Text(error["message"]));
        Assert.Single(error.AsObject());
    }

    [Fact]
    public void A_wrong_command_line_is_json_too()
    {
        JsonNode report = place.Run("--threads", "abc", "--json", "--top", "none").FailedWithJson(2);
        string[] messages = [Text(report["error"]!["message"]), Text(Assert.Single(report["more"]!.AsArray())!["message"])];
        Assert.Equal(["--threads is 'abc'", "--top is 'none'"], messages.Select(message => message.Split(';')[0]).Order());
        Assert.Contains("'--bogus'", Text(place.Run("--json", "--bogus").FailedWithJson(2)["error"]!["message"]));
        place.Run("--json", "false", "--bogus").FailedWith(2, "'--bogus'");
        Assert.Empty(place.Files);
    }

    [Fact]
    public void Of_a_map_of_zeros_no_maximum_is_told()
    {
        JsonNode explanation = Report("--json", "-label", "24", "-layer_name", "conv6")["explanations"]![0]!;
        Assert.Null(explanation["peak"]);
        Assert.True(explanation.AsObject().ContainsKey("peak"));
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
        Assert.Equal(["red ring"], explanation["peak"]!["objects"]!.AsArray().Select(Text));
        Assert.InRange((int)explanation["peak"]!["x"]!, 129, 263);
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
        Assert.False(explanation.AsObject().ContainsKey("insideObject"));
        Assert.NotNull(explanation["peak"]!["x"]);
        Assert.Null(explanation["peak"]!["objects"]);
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
