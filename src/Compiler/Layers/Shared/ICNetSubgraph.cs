using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// ICNet's pyramid as one layer (synopsys-caffe, icnet_subgraph_layer.cpp): x plus its means over four sizes of windows, each resized to
/// x, bilinear with corners on corners. The windows are those of a plane of 33×65.
/// </summary>
public sealed class ICNetSubgraph : LayerDefinition
{
    private const int Height = 33;
    private const int Width = 65;

    private static readonly (int KernelH, int KernelW, int StrideH, int StrideW)[] Levels =
        [(33, 65, 33, 65), (17, 33, 16, 32), (13, 25, 10, 20), (8, 15, 5, 10)];

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x plus its means over windows of four sizes, resized to x: ICNet's pyramid for planes of 33×65.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Poolings and resizing have gradients of their own; a sum over so many values is too coarse to be differentiated by steps.
        new("", [1, 2, Height, Width]) { SmoothTops = 0 },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int height = layer.FixedLength(2), width = layer.FixedLength(3);
        if (height != Height || width != Width)
            throw layer.Error($"its bottom is {layer.Bottom}; its windows are made for planes of {Height}×{Width}");
        var lowering = new Lowering(layer);
        Term sum = lowering.Bottom();
        foreach ((int kernelH, int kernelW, int strideH, int strideW) in Levels)
        {
            ValueShape small = layer.Bottom.With(2, Count(height, kernelH, strideH)).With(3, Count(width, kernelW, strideW));
            Term means = lowering.Add(
                new Op.Pooling(Op.PoolingMethod.Average, kernelH, kernelW, strideH, strideW), small, lowering.Bottom());
            Term level = lowering.Add(new Op.Resize(ResizeRule.LinearCorners), layer.Bottom, means);
            sum = lowering.Add(new Op.Eltwise(), layer.Bottom, sum, level);
        }
        return lowering.Layer(sum);
    }

    // Rounded up, as poolings are.
    private static int Count(int length, int kernel, int stride) => (length - kernel + stride - 1) / stride + 1;
}
