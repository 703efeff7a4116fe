using System.Text.Json.Nodes;

namespace CaffeSharpGen.Detect.Tests;

/// <summary>The report for programs, thresholds, layers, and what is wrong on a command line.</summary>
public sealed class OptionTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void The_page_of_the_format_shows_what_is_printed()
    {
        JsonPage page = JsonPage.Read("detect");
        page.RequireSame(JsonNode.Parse(place.Run(page.Arguments).Succeeded().Out)!);
    }

    [Fact]
    public void Thresholds_and_counts_choose_boxes()
    {
        JsonArray all = Detections("--threshold", "0.06"), one = Detections("--top", "1"), none = Detections("--threshold", "1");
        Assert.True(all.Count >= 3);
        double[] scores = [.. all.Select(found => (double)found!["score"]!)];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(scores[0], (double)Assert.Single(one)!["score"]!);
        Assert.Empty(none);
        Assert.Contains("nothing found", place.Run("--threshold", "1").Succeeded().Out);
        Assert.Equal(["output/detect_boxes.png"], place.Files.Where(file => !file.Contains("gcam", StringComparison.Ordinal) && !file.Contains("overlay", StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_layer_is_looked_at_on_request()
    {
        Assert.All(Detections("--layer", "conv3"), found => Assert.Equal("conv3", (string)found!["layer"]!));
        place.Run("--layer", "detection_out").FailedWith(1, "'detection_out'");
        place.Run("--layer", "conv5_mbox_loc").FailedWith(1, "layer 'conv5_mbox_loc' of ScenesSsd does not lead to 'mbox_conf'");
        place.Run("--layer", "relu55").FailedWith(1, "nearest names: relu5");
    }

    [Fact]
    public void What_is_wrong_is_an_error()
    {
        place.Run("--network", "vgg16").FailedWith(1, "there is no network 'vgg16'; expected one of scenes_ssd, res10_300x300_ssd");
        place.Run("--threshold", "2").FailedWith(2, "--threshold is '2'");
        place.Run("--network", "res10").FailedWith(1, "there is no picture: give --image");
        place.Copy(Workplace.Example, "p.png");
        place.Run("--network", "res10", "--image", "p.png").FailedWith(1, "res10_300x300_ssd_iter_140000.caffemodel into ./models");
        place.Copy(Path.Combine(Workplace.Models, "scenes.prototxt"), "scenes.prototxt");
        place.Copy(Path.Combine(Workplace.Models, "scenes.caffemodel"), "scenes.caffemodel");
        place.Run("--proto-file", "scenes.prototxt", "--weights", "scenes.caffemodel", "--image", "p.png").FailedWith(1, "Scenes has no layer that puts out boxes");
        Assert.Contains("--threshold <number>", place.Run("--help").Succeeded().Out);
    }

    private JsonArray Detections(params string[] arguments) =>
        JsonNode.Parse(place.Run(["--json", .. arguments]).Succeeded().Out)!["detections"]!.AsArray();
}
