using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Detections;

/// <summary>Rows of a detector as typed values, and "why this box?" as targets, against finite differences.</summary>
public sealed class DetectionTests
{
    private const int Classes = 3, OfFirstMap = 8 * 8 * 4;

    [Fact]
    public void Each_row_is_a_detection_whose_target_is_its_class_before_the_softmax()
    {
        using SmallSsd network = Run(Device.Cpu(2));
        RequireRows(network, images: 1);
        Detection<SmallSsd> first = network.Detection_Out.Detections()[0];
        Assert.Equal(network.Mbox_Conf, first.Target.Hook);
        Assert.Equal($"mbox_conf[{(first.Index * Classes) + first.Label}]", first.Target.ToString());
        Assert.Equal(first.Index < OfFirstMap ? network.Norm1 : network.Relu2, first.FeatureMap);
    }

    [Fact]
    public void A_row_as_a_target_says_that_a_detection_is_one()
    {
        using SmallSsd network = Run(Device.Cpu(1));
        Network engine = network.Network;
        string message = Assert.Throws<InvalidOperationException>(() => engine.Backward(engine["detection_out"][0], engine["relu1"])).Message;
        Assert.Contains("(DetectionOutput)", message);
        Assert.Contains("Detections()", message);
        Assert.Contains("'mbox_conf_flatten'", message);
        Assert.DoesNotContain("priorbox", message);
    }

    [Fact]
    public void Rows_of_several_images_have_targets_of_their_own_image()
    {
        using SmallSsdOfTwo network = RunTwo(Device.Cpu(2));
        RequireRows(network, images: 2);
        foreach (Detection<SmallSsdOfTwo> detection in network.Detection_Out.Detections())
        {
            network.Backward(detection.Target, network.Relu1);
            Assert.True(network.Relu1.Gradient.Image(detection.Image).ContainsAnyExcept(0f));
            Assert.False(network.Relu1.Gradient.Image(1 - detection.Image).ContainsAnyExcept(0f));
        }
    }

    [Fact]
    public void Unused_rows_are_none()
    {
        using SmallSsdOfTwo network = RunTwo(Device.Cpu(1));
        using IDisposable quiet = network.Mbox_Conf_Flatten.OnForward(scores => scores.Span.Clear());
        network.Forward();
        Assert.Equal(0, network.Detection_Out.RowCount());
        Assert.Empty(network.Detection_Out.Detections());
        // Of what has no rows that depend on the data, all are used.
        Assert.Equal(2, network.Mbox_Conf.RowCount());
    }

    [Fact]
    public void The_gradient_of_a_target_is_how_its_score_changes()
    {
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(2) })
        {
            using (device)
            {
                using SmallSsd network = Run(device);
                IReadOnlyList<Detection<SmallSsd>> found = network.Detection_Out.Detections();
                foreach (Detection<SmallSsd> detection in new[] { found.First(d => d.Index < OfFirstMap), found.Last(d => d.Index >= OfFirstMap) })
                {
                    int element = detection.Target.ElementOf(0);
                    float Score() => network.Mbox_Conf.Activation[element];
                    Differences.Require(network, detection.Target, detection.FeatureMap!.Value, Score, every: 17);
                    // Normalization and rectifiers bend what lies between.
                    Differences.Require(network, detection.Target, network.Relu1, Score, tolerance: 2e-2, every: 17);
                }
            }
        }
    }

    [Fact]
    public void What_is_kept_needs_no_second_pass()
    {
        using SmallSsd network = Run(Device.Cpu(1));
        int passes = 0;
        using (network.Detection_Out.KeepDetections())
        using (network.Relu1.OnForward(_ => passes++))
        {
            network.Forward();
            Assert.NotEmpty(network.Detection_Out.Detections());
            Assert.Equal(1, passes);
        }
    }

    [Fact]
    public void A_value_without_boxes_is_an_error()
    {
        using SmallSsd network = Run(Device.Scalar());
        string message = Assert.Throws<ArgumentException>(() => network.Mbox_Conf.Detections()).Message;
        Assert.Contains("'mbox_conf' (Concat, 1×", message, StringComparison.Ordinal);
        Assert.Contains("DetectionOutput", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_become_pixels_of_a_picture()
    {
        var box = new DetectionBox(0.25f, 0.5f, 0.75f, 1, IsRelative: true);
        Assert.Equal(new DetectionBox(50, 50, 150, 100, IsRelative: false), box.Scaled(200, 100, isRelative: false));
        Assert.Equal(1, box.Overlap(box));
        Assert.Equal(0, box.Overlap(new DetectionBox(0, 0, 0.25f, 1, true)));
        Assert.Equal(1f / 3, box.Overlap(new DetectionBox(0.5f, 0.5f, 1, 1, true)), 1e-6);
        using SmallSsd network = Run(Device.Scalar());
        Detection first = network.Detection_Out.Detections()[0];
        Assert.Equal(first.Box.Right * 640, first.BoxIn(640, 480).Right);
        Assert.Equal(first.Box.Top * 480, first.BoxIn(640, 480).Top);
    }

    private static void RequireRows(Network network, int images)
    {
        Hook output = network["detection_out"];
        Assert.Equal(output, DetectionRows.OutputOf(network));
        IReadOnlyList<Detection> found = output.Detections();
        Assert.InRange(found.Count, 3 * images, 12 * images);
        Assert.Equal(found.Count, output.RowCount());
        Assert.Equal(Enumerable.Range(0, images), found.Select(detection => detection.Image).Distinct().Order());
        Tensor rows = output.CopyActivation(), logits = network["mbox_conf"].CopyActivation();
        foreach (Detection detection in found)
        {
            float[] row = [.. Enumerable.Range(0, 7).Select(column => rows[(detection.Row * 7) + column])];
            Assert.Equal([detection.Image, detection.Label, detection.Score, detection.Box.Left, detection.Box.Top, detection.Box.Right, detection.Box.Bottom], row);
            Assert.True(detection.Box.IsRelative);

            // The score is the softmax of the prior's logits, and the target is the class's logit there.
            double[] exponentials = [.. logits.Image(detection.Image).Slice(detection.Index * Classes, Classes).ToArray().Select(logit => Math.Exp(logit))];
            Assert.Equal(exponentials[detection.Label] / exponentials.Sum(), detection.Score, 1e-5);
            Assert.Equal(network["mbox_conf"], detection.Target.Hook);
            Assert.Equal((detection.Index * Classes) + detection.Label, detection.Target.ElementOf(detection.Image));
            Assert.Equal(network[detection.Index < OfFirstMap ? "norm1" : "relu2"], detection.FeatureMap);
        }
        Assert.Contains(found, detection => detection.Index < OfFirstMap);
        Assert.Contains(found, detection => detection.Index >= OfFirstMap);
        Assert.StartsWith("label ", found[0].ToString(), StringComparison.Ordinal);
    }

    private static SmallSsd Run(Device device)
    {
        SmallSsd network = SmallSsd.Load(Weights(), device);
        network.Data.Set(Random([1, 3, 16, 16], 100, 1).Span);
        network.Forward();
        return network;
    }

    private static SmallSsdOfTwo RunTwo(Device device)
    {
        SmallSsdOfTwo network = SmallSsdOfTwo.Load(Weights(), device);
        network.Data.Set(Random([2, 3, 16, 16], 100, 1).Span);
        network.Forward();
        return network;
    }

    private static MemoryWeights Weights()
    {
        int seed = 1;
        LayerTensors Conv(string name, int outputs, int inputs, int kernel, float scale = 0.5f) => new(
            name, "Convolution", [Random([outputs, inputs, kernel, kernel], seed++, scale), Random([outputs], seed++, scale)]);
        return new MemoryWeights(
        [
            Conv("conv1", 8, 3, 3), Conv("conv2", 8, 8, 3),
            new("norm1", "Normalize", [new Tensor([8], Enumerable.Repeat(2f, 8).ToArray())]),
            Conv("norm1_mbox_loc", 16, 8, 3, 0.3f), Conv("norm1_mbox_conf", 12, 8, 3, 0.25f),
            Conv("conv2_mbox_loc", 16, 8, 3, 0.3f), Conv("conv2_mbox_conf", 12, 8, 1, 1.5f),
        ]);
    }

    private static Tensor Random(Shape shape, int seed, float scale)
    {
        var random = new Random(seed);
        return new(shape, Enumerable.Range(0, shape.Count).Select(_ => (float)(random.NextDouble() * 2 - 1) * scale).ToArray());
    }
}
