using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Priors of Synopsys' fork may say y before x, and so do the rows made of them; a detection's box knows which is which.</summary>
public sealed class YFirstTests
{
    [Theory]
    [InlineData(false, new[] { 0, 1, 0.9f, 0.45f, 0.4f, 0.55f, 0.6f })]
    [InlineData(true, new[] { 0, 1, 0.9f, 0.4f, 0.45f, 0.6f, 0.55f })]
    public void A_box_is_the_same_in_both_orders(bool isYFirst, float[] row)
    {
        CompiledPrototxt compiled = CompiledPrototxt.Parse($$"""
            input: 'map' input_shape { dim: 1 dim: 1 dim: 1 dim: 1 }
            input: 'data' input_shape { dim: 1 dim: 3 dim: 100 dim: 200 }
            input: 'loc' input_shape { dim: 1 dim: 4 }
            input: 'conf' input_shape { dim: 1 dim: 2 }
            layer { name: 'prior' type: 'PriorBox' bottom: 'map' bottom: 'data' top: 'prior'
                    prior_box_param { min_size: 20 variance: 0.1 {{(isYFirst ? "yx_order: true" : "")}} } }
            layer { name: 'priors' type: 'Concat' bottom: 'prior' top: 'priors' concat_param { axis: 2 } }
            layer { name: 'found' type: 'DetectionOutput' bottom: 'loc' bottom: 'conf' bottom: 'priors' top: 'found'
                    detection_output_param { num_classes: 2 code_type: CENTER_SIZE keep_top_k: 1 confidence_threshold: 0.5 nms_param { nms_threshold: 0.4 } } }
            """);
        using var network = new Network(compiled.Definition, new MemoryWeights([]));
        network.Inputs.Single(input => input.Name == "conf").Set([0.1f, 0.9f]);
        network.Forward();
        Assert.Equal(row, network["found"].Activation.Span.ToArray(), (expected, found) => MathF.Abs(expected - found) < 1e-6f);
        DetectionBox box = Assert.Single(network["found"].Detections()).BoxIn(200, 100);
        Assert.Equal([90f, 40, 110, 60], [box.Left, box.Top, box.Right, box.Bottom], (expected, found) => MathF.Abs(expected - found) < 1e-3f);
    }
}
