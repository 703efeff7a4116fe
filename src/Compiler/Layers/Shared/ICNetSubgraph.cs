using CaffeSharpGen.Compiler.LayerRules;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The pyramid of ICNet as one layer (synopsys-caffe, icnet_subgraph_layer.cpp): the bottom and four of its means over windows, which are
/// resized to its size and added. The windows are those of icnet_cityscapes.prototxt, whose bottom is 33×65.
/// </summary>
public sealed class ICNetSubgraph : LayerDefinition
{
    private static readonly (int KernelH, int KernelW, int StrideH, int StrideW)[] Windows =
        [(33, 65, 33, 65), (17, 33, 16, 32), (13, 25, 10, 20), (8, 15, 5, 10)];

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Its bottom plus four means over windows of it, resized to its size: ICNet's pyramid.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples => [new("", [1, 2, 33, 65]), new("", [1, 1, 35, 70])];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int height = layer.FixedLength(2), width = layer.FixedLength(3);
        if (height < Windows[0].KernelH || width < Windows[0].KernelW)
        {
            throw layer.Error(
                $"its bottom is {layer.Bottom}; its largest window covers {Windows[0].KernelH}×{Windows[0].KernelW} (height×width)");
        }
        ValueShape top = layer.Bottom;
        var lowering = new Lowering(layer);
        var terms = new List<Term> { lowering.Bottom() };
        foreach ((int kernelH, int kernelW, int strideH, int strideW) in Windows)
        {
            // Sizes round up, as those of Pooling without padding.
            int high = (height - kernelH + strideH - 1) / strideH + 1, wide = (width - kernelW + strideW - 1) / strideW + 1;
            var pooling = new Op.Pooling(Op.PoolingMethod.Average, kernelH, kernelW, strideH, strideW);
            Term means = lowering.Add(pooling, top.With(2, high).With(3, wide), lowering.Bottom());
            terms.Add(lowering.Add(new Op.Resize(ResizeRule.LinearCorners), top, means));
        }
        return lowering.Layer(lowering.Add(new Op.Eltwise(), top, [.. terms]));
    }
}
