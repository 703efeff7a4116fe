using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Detections;

/// <summary>Rows of other heads than SSD's: proposals, and what is computed for each; YOLO's boxes.</summary>
public sealed class HeadTests
{
    // min_size in regions.prototxt.
    private const int LeastSide = 4;

    [Fact]
    public void A_region_is_explained_by_the_score_of_its_anchor()
    {
        using Regions network = RunRegions();
        IReadOnlyList<Detection<Regions>> found = network.Proposal.Detections();
        Assert.InRange(found.Count, 3, 249);
        Tensor scores = network.Rpn_Cls_Score.CopyActivation(), rois = network.Proposal.CopyActivation();
        int positions = scores.Shape.Height * scores.Shape.Width, anchors = scores.Shape.Channels / 2;
        foreach (Detection<Regions> region in found)
        {
            Assert.Equal(-1, region.Label);
            Assert.Equal([0, region.Box.Left, region.Box.Top, region.Box.Right, region.Box.Bottom], rois.Span.Slice(region.Row * 5, 5).ToArray());
            Assert.False(region.Box.IsRelative);
            Assert.Equal(region.Box.Right * 2, region.BoxIn(96, 32).Right);
            double background = Math.Exp(scores[region.Index]), region1 = Math.Exp(scores[(anchors * positions) + region.Index]);
            // PVANET's rule, which ratio and scale stand for: what is too small stays, with the score 0.
            float side = Math.Min(region.Box.Right - region.Box.Left, region.Box.Bottom - region.Box.Top) + 1;
            Assert.Equal(side >= LeastSide ? region1 / (region1 + background) : 0, region.Score, 1e-5);
            Assert.Equal(network.Rpn_Cls_Score, region.Target.Hook);
            Assert.Equal((anchors * positions) + region.Index, region.Target.ElementOf(0));
            Assert.Equal(network.Relu2, region.FeatureMap);
        }
        int element = found[1].Target.ElementOf(0);
        Differences.Require(network, found[1].Target, network.Relu2, () => network.Rpn_Cls_Score.Activation[element], every: 13);
    }

    [Fact]
    public void What_is_computed_for_each_region_has_as_many_rows_in_use()
    {
        using Regions network = RunRegions();
        int count = network.Proposal.Detections().Count;
        Assert.Equal(count, network.Proposal.RowCount());
        Assert.Equal(count, network.Roi_Pool.RowCount());
        Assert.Equal(count, network.Cls_Score.RowCount());
        Assert.Equal(count, network.Cls_Prob.RowCount());
        Assert.Equal(1, network.Rpn_Cls_Score.RowCount());
        Assert.Equal(250, network.Cls_Prob.Shape[0]);
        // Rows behind see zeros, so their scores are the biases alone.
        Assert.False(network.Roi_Pool.Activation.Span[(count * network.Roi_Pool.Shape.CountFrom(1))..].ContainsAnyExcept(0f));
        Assert.True(network.Roi_Pool.Activation.Image(count - 1).ContainsAnyExcept(0f));
    }

    [Fact]
    public void A_box_of_YOLO_is_explained_by_its_class()
    {
        using SmallYolo network = RunYolo();
        IReadOnlyList<Detection<SmallYolo>> found = network.Detection_Out.Detections();
        Assert.InRange(found.Count, 2, 40);
        int coarse = 2 * network.Coarse.Height * network.Coarse.Width;
        foreach (Detection<SmallYolo> box in found)
        {
            Hook<SmallYolo> map = box.Index < coarse ? network.Coarse : network.Fine;
            Assert.Equal(map, box.Target.Hook);
            Assert.Equal(box.Index < coarse ? network.Relu2 : network.Relu1, box.FeatureMap);
            int positions = map.Height * map.Width, index = box.Index < coarse ? box.Index : box.Index - coarse;
            int first = (index / positions * 8 * positions) + (index % positions);
            Assert.Equal(first + ((4 + box.Label) * positions), box.Target.ElementOf(0));
            double Sigmoid(int channel) => 1 / (1 + Math.Exp(-map.Activation[first + (channel * positions)]));
            Assert.Equal(Sigmoid(4) * Sigmoid(4 + box.Label), box.Score, 1e-5);
        }
        Target<SmallYolo> target = found[^1].Target;
        Differences.Require(network, target, found[^1].FeatureMap!.Value, () => target.Hook.Activation[target.ElementOf(0)], every: 13);
    }

    private static Regions RunRegions()
    {
        Regions network = Regions.Load(
            new MemoryWeights([.. Convolutions(("conv1", 8, 3, 3), ("conv2", 8, 8, 3), ("rpn_cls_score", 6, 8, 1), ("rpn_bbox_pred", 12, 8, 1)),
                new("cls_score", "InnerProduct", [Random([4, 32], 50), Random([4], 51)])]), Device.Cpu(2));
        network.Data.Set(Random([1, 3, 32, 48], 100).Span);
        network.Im_Info.Set([32, 48, 1]);
        network.Forward();
        return network;
    }

    private static SmallYolo RunYolo()
    {
        SmallYolo network = SmallYolo.Load(
            new MemoryWeights(Convolutions(("conv1", 8, 3, 3), ("conv2", 8, 8, 3), ("coarse", 16, 8, 1), ("fine", 16, 8, 1))), Device.Cpu(2));
        network.Data.Set(Random([1, 3, 16, 24], 100).Span);
        network.Forward();
        return network;
    }

    private static LayerTensors[] Convolutions(params (string Name, int Outputs, int Inputs, int Kernel)[] layers) =>
    [
        .. layers.Select((layer, i) => new LayerTensors(
            layer.Name, "Convolution", [Random([layer.Outputs, layer.Inputs, layer.Kernel, layer.Kernel], 2 * i), Random([layer.Outputs], (2 * i) + 1)])),
    ];

    private static Tensor Random(Shape shape, int seed)
    {
        var random = new Random(seed);
        return new(shape, Enumerable.Range(0, shape.Count).Select(_ => (float)(random.NextDouble() * 2 - 1) * 0.7f).ToArray());
    }
}
