using System.Text.Json.Nodes;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Detect.Tests;

/// <summary>OpenCV's face detector, whose weights are not here: its shapes, and a run with random weights.</summary>
public sealed class FaceDetectorTests : IDisposable
{
    private const int Priors = 8892;

    private static readonly string Prototxt = Path.Combine(Workplace.Models, "res10_300x300_ssd.prototxt");

    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void It_has_the_published_shapes()
    {
        CompiledPrototxt compiled = CompiledPrototxt.Read(Prototxt);
        // Rows of all images are one list.
        Assert.Contains("'detection_out'", Assert.Single(compiled.Notes).ToString());
        string ShapeOf(string name) => compiled.Definition.Values.Single(value => value.Name == name).Shape.ToString();
        // 38²·4 + 19²·6 + 10²·6 + 5²·6 + 5²·4 + 5²·4 priors.
        Assert.Equal($"1×2×{Priors * 4}", ShapeOf("mbox_priorbox"));
        Assert.Equal($"1×{Priors * 4}", ShapeOf("mbox_loc"));
        Assert.Equal($"1×{Priors * 2}", ShapeOf("mbox_conf_flatten"));
        Assert.Equal("1×128×38×38", ShapeOf("layer_256_1_relu1"));
        Assert.Equal("1×256×19×19", ShapeOf("last_relu"));
        Assert.Equal("1×128×5×5", ShapeOf("conv9_2_relu"));
    }

    [Fact]
    public void It_runs_with_random_weights_and_explains_what_it_finds()
    {
        CompiledPrototxt compiled = CompiledPrototxt.Read(Prototxt);
        var random = new Random(1);
        CaffeModelWriter.Write(place.At("random.caffemodel"), "random", compiled.Definition.Steps.Where(step => step.Weights.Length > 0)
            .GroupBy(step => step.Layer).Select(steps => new LayerTensors(
                steps.Key, steps.First().LayerType,
                [.. steps.SelectMany(step => step.Weights).Select(shape => Random(shape, steps.First().LayerType, random))])));
        place.Copy(Workplace.Example, "p.png");
        JsonArray found = JsonNode.Parse(place.Run(
            "--json", "--network", "res10", "--weights", "random.caffemodel", "--image", "p.png", "--threshold", "0.2", "--top", "3").Succeeded().Out)!
            ["detections"]!.AsArray();
        Assert.Equal(3, found.Count);
        foreach (JsonNode? box in found)
        {
            Assert.Equal("face", (string)box!["name"]!);
            Assert.InRange((int)box["prior"]!, 0, Priors - 1);
            // What is explained is the score of a face at that prior.
            Assert.Equal($"mbox_conf[{((int)box["prior"]! * 2) + 1}]", (string)box["target"]!["name"]!);
            Assert.Contains((string)box["layer"]!, new[] { "conv4_3_norm", "last_relu", "conv6_2_relu", "conv7_2_relu", "conv8_2_relu", "conv9_2_relu" });
        }
    }

    private static Tensor Random(Shape shape, string type, Random random)
    {
        var tensor = new Tensor(shape);
        double scale = shape.Rank > 1 ? Math.Sqrt(6.0 / shape.CountFrom(1)) : 1;
        for (int i = 0; i < shape.Count; i++)
            tensor[i] = type is "BatchNorm" or "Scale" or "Normalize" ? 1 : (float)((random.NextDouble() * 2 - 1) * scale);
        return tensor;
    }
}
