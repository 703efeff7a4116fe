using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Spatial pyramid pooling (spp_layer.cpp).</summary>
public sealed class SPP : LayerDefinition
{
    // The last level then has 2^15 × 2^15 windows.
    private const int MostLevels = 16;

    /// <inheritdoc/>
    public override string Summary =>
        "Poolings into 1×1, 2×2, 4×4 … windows, flattened and joined; one level alone stays a plane of 1×1.";

    /// <inheritdoc/>
    public override string ParameterField => "spp_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("SPPParameter")
        .UInt("pyramid_height").Enum("pool", "MAX", "AVE", "STOCHASTIC").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("spp_param { pool: MAX pyramid_height: 2 }", [2, 3, 8, 8]),
        new("spp_param { pool: AVE pyramid_height: 3 }", [2, 18, 9, 12]),
        new("spp_param { pyramid_height: 1 }", [1, 19, 5, 7]),
        new("spp_param { pyramid_height: 2 }", [1, 1, 2, 3])
        {
            InputValues = [[1, 2, 3, 6, 5, 4]],
            Expected = [[6, 1, 3, 6, 5]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int levels = layer.Positive("pyramid_height");
        if (levels > MostLevels)
            throw layer.Error($"pyramid_height is {levels}; at most {MostLevels} is supported", "pyramid_height");
        if (layer.Parameter.Enum("pool", "MAX") == "STOCHASTIC")
            throw layer.Error("STOCHASTIC pooling is not supported; use MAX or AVE", "pool");
        var poolings = new List<LayerOperation>();
        for (int level = 0; level < levels; level++)
            poolings.Add(Level(layer, 1 << level));
        if (levels == 1)
            return new CompiledLayer(poolings);
        LayerOperation[] vectors = [.. poolings.Select((pooling, level) => Vector(pooling.Outputs[0], level))];
        Dim length = vectors.Select(vector => vector.Outputs[0][1]).Aggregate((left, right) => left + right);
        var joined = new LayerOperation(new Op.Concat(), [ValueShape.Of(layer.Bottom[0], length)])
        {
            Inputs = [.. vectors.Select((_, level) => LayerValue.Output(levels + level))],
        };
        return new CompiledLayer([.. poolings, .. vectors, joined]);
    }

    private static LayerOperation Level(LayerContext layer, int windows)
    {
        (int kernelH, int padH, long rows) = Windows(layer, layer.FixedLength(2), windows, "height");
        (int kernelW, int padW, long columns) = Windows(layer, layer.FixedLength(3), windows, "width");
        Window.RequireCountable(
            layer, "bottom", layer.FixedLength(1), layer.FixedLength(2) + 2L * padH, layer.FixedLength(3) + 2L * padW);
        // Where any axis is padded, a last window that would start beyond the plane goes, as in every pooling of Caffe.
        if (padH > 0 || padW > 0)
        {
            rows -= (rows - 1) * kernelH >= layer.FixedLength(2) + (long)padH ? 1 : 0;
            columns -= (columns - 1) * kernelW >= layer.FixedLength(3) + (long)padW ? 1 : 0;
        }
        var method = layer.Parameter.Enum("pool", "MAX") == "AVE" ? Op.PoolingMethod.Average : Op.PoolingMethod.Max;
        return new LayerOperation(
            new Op.Pooling(method, kernelH, kernelW, kernelH, kernelW, padH, padW),
            [ValueShape.Of(layer.Bottom[0], layer.Bottom[1], rows, columns)])
        {
            Inputs = [LayerValue.Bottom()],
        };
    }

    // As long a window as covers the axis in so many steps, with half of what it covers too much as padding.
    private static (int Kernel, int Pad, long Count) Windows(LayerContext layer, int length, int windows, string side)
    {
        int kernel = (length + windows - 1) / windows;
        int pad = (int)(((long)kernel * windows - length + 1) / 2);
        if (pad >= kernel)
        {
            throw layer.Error(
                $"its level of {windows}×{windows} windows would need a padding of {pad} with windows of {kernel} along the {side} "
                + $"{length} of its bottom; Caffe refuses a padding as large as the window; give a smaller pyramid_height",
                "pyramid_height");
        }
        return (kernel, pad, (length + 2L * pad - kernel + kernel - 1) / kernel + 1);
    }

    private static LayerOperation Vector(ValueShape pooled, int level) =>
        new(new Op.Copy(), [ValueShape.Of(pooled[0], pooled.CountBetween(1, 4))]) { Inputs = [LayerValue.Output(level)] };
}
