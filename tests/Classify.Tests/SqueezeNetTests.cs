using System.Text.Json.Nodes;
using CaffeSharpGen.Imaging;

using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>A real ImageNet network explains the original's photograph of a dog and a cat.</summary>
public sealed class SqueezeNetTests
{
    // Drawn by eye around the animals' heads in the photograph of 640×480 pixels.
    private static readonly Box DogsHead = new(222, 28, 172, 142), CatsHead = new(402, 254, 98, 98);

    [Theory]
    [InlineData("fire9/concat")]
    [InlineData("relu_conv10")]
    public void Boxer_and_tiger_cat_are_seen_where_they_are(string layer)
    {
        string weights = SharedFolder.Require("golden", "squeezenet", "official", "squeezenet_v1.0.caffemodel");
        string photo = SharedFolder.Require("images", "cat_dog.jpg");
        using var place = new Workplace();
        JsonNode report = JsonNode.Parse(place.Run(
            "--network", "squeezenet_v1.0", "--weights", weights, "--image", photo, "--layer", layer, "-label", "243",
            "-label", "tiger cat", "--json").Succeeded().Out)!;

        Assert.Equal(layer, (string)report["network"]!["layer"]!);
        string[] best = [.. report["predictions"]!.AsArray().Select(prediction => (string)prediction!["name"]!)];
        Assert.Equal(5, best.Length);
        Assert.Contains("bull mastiff", best);
        Assert.Contains("tiger cat", best);
        Assert.Contains("tabby", best);

        JsonArray explained = report["explanations"]!.AsArray();
        Assert.Equal(
            [(243, "boxer"), (283, "tiger cat")],
            explained.Select(explanation => ((int)explanation!["label"]!, (string)explanation["name"]!)));
        Contains(DogsHead, explained[0]!);
        Contains(CatsHead, explained[1]!);
        Assert.Equal(
            [
                .. new[] { 243, 283 }.SelectMany(label => new[]
                {
                    $"output/classify_gb_{label}.png", $"output/classify_gb_gcam_{label}.png", $"output/classify_gcam_hm_{label}.png",
                    $"output/classify_overlay_{label}.png",
                }).Order(StringComparer.Ordinal),
            ],
            place.Files);
    }

    private static void Contains(Box box, JsonNode explanation)
    {
        (int x, int y) = ((int)explanation["peak"]!["x"]!, (int)explanation["peak"]!["y"]!);
        Assert.True(box.Contains(x, y), $"{explanation["name"]}: the maximum at ({x}, {y}) lies outside {box}");
    }
}
