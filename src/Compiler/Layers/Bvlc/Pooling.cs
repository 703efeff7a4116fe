using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The maximum or the mean of windows.</summary>
public sealed class Pooling : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Maximum (a second top gets the positions) or mean of windows, or of the whole plane; sizes round up as in Caffe.";

    /// <inheritdoc/>
    public override string ParameterField => "pooling_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("PoolingParameter")
        .Enum("pool", "MAX", "AVE", "STOCHASTIC").Bool("global_pooling")
        .UInt("kernel_size").UInt("kernel_h").UInt("kernel_w")
        .UInt("stride").UInt("stride_h").UInt("stride_w")
        .UInt("pad").UInt("pad_h").UInt("pad_w")
        .Enum("round_mode", "CEIL", "FLOOR").Bool("ceil_mode").Bool("round_below").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 }", [2, 3, 6, 8]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 }", [1, 2, 8, 7]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 pad: 1 }", [1, 2, 8, 9]),
        new("pooling_param { pool: MAX kernel_size: 2 stride: 3 }", [1, 2, 7, 7]),
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 }", [1, 2, 6, 6]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }", [2, 2, 8, 8]),
        new("pooling_param { pool: AVE kernel_h: 2 kernel_w: 5 stride_h: 1 stride_w: 3 }", [1, 3, 5, 11]),
        new("pooling_param { pool: AVE global_pooling: true }", [2, 4, 5, 6]),
        new("pooling_param { pool: MAX global_pooling: true }", [1, 4, 3, 7]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 round_mode: FLOOR }", [1, 2, 8, 8]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 }", [2, 24, 7, 9]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 1 pad: 1 }", [2, 16, 5, 4]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 }", [2, 40, 5, 6]),
        new("pooling_param { pool: MAX kernel_h: 2 kernel_w: 4 stride_h: 1 stride_w: 2 pad_h: 0 pad_w: 1 }", [1, 17, 4, 7]),
        new("pooling_param { pool: MAX kernel_size: 7 stride: 2 pad: 3 }", [2, 18, 9, 8]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: AVE kernel_size: 3 stride: 1 pad: 1 }", [2, 24, 5, 6]),
        new("pooling_param { pool: MAX kernel_h: 3 kernel_w: 1 stride: 2 pad_h: 1 pad_w: 0 }", [1, 18, 6, 6]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: AVE kernel_h: 3 kernel_w: 1 stride: 2 pad_h: 1 pad_w: 0 }", [2, 18, 6, 6]),
        new("pooling_param { pool: AVE kernel_h: 1 kernel_w: 3 stride: 3 pad_h: 0 pad_w: 2 ceil_mode: false }", [1, 3, 9, 7]),
        new("pooling_param { pool: AVE global_pooling: true }", [2, 40, 9, 7]),
        new("pooling_param { pool: MAX global_pooling: true }", [2, 19, 6, 7]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        string method = layer.Parameter.Enum("pool", "MAX");
        if (method == "STOCHASTIC")
            throw layer.Error("STOCHASTIC pooling is not supported; use MAX or AVE", "pool");
        layer.Require(mostTops: method == "MAX" ? 2 : 1);
        layer.RequireRank(4, 4);

        int height = layer.FixedLength(2), width = layer.FixedLength(3);
        Window window = layer.Parameter.Bool("global_pooling", false) ? Global(layer, height, width) : Window.Read(layer);
        if (window.PadH >= window.KernelH || window.PadW >= window.KernelW)
        {
            throw layer.Error(
                $"pad {window.PadH}×{window.PadW} must be smaller than the kernel {window.KernelH}×{window.KernelW}", "pad");
        }
        Window.RequireCountable(layer, "bottom", layer.FixedLength(1), height + 2L * window.PadH, width + 2L * window.PadW);
        if ((long)window.KernelH * window.KernelW > int.MaxValue)
            throw layer.Error($"its kernel {window.KernelH}×{window.KernelW} covers more than {int.MaxValue} positions", "kernel_size");
        bool floor = RoundsDown(layer), isPadded = window.PadH > 0 || window.PadW > 0;
        var top = ValueShape.Of(
            layer.Bottom[0], layer.Bottom[1],
            Size(height, window.KernelH, window.StrideH, window.PadH, floor, isPadded),
            Size(width, window.KernelW, window.StrideW, window.PadW, floor, isPadded));
        var operation = new Op.Pooling(
            method == "MAX" ? Op.PoolingMethod.Max : Op.PoolingMethod.Average,
            window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.PadH, window.PadW);
        return new CompiledLayer(operation, Enumerable.Repeat(top, layer.TopCount));
    }

    private static Window Global(LayerContext layer, int height, int width)
    {
        foreach (string field in new[] { "kernel_size", "kernel_h", "kernel_w" })
        {
            if (layer.Parameter.Has(field))
                throw layer.Error($"global_pooling takes its kernel from its bottom; remove {field}", field);
        }
        Window.RequireOneForm(layer, "pad", "pad_h", "pad_w", needsEach: true);
        Window.RequireOneForm(layer, "stride", "stride_h", "stride_w", needsEach: true);
        foreach (string field in new[] { "pad", "pad_h", "pad_w" })
        {
            if (layer.Parameter.Int(field, 0) != 0)
                throw layer.Error($"global_pooling allows no padding; remove {field}", field);
        }
        foreach (string field in new[] { "stride", "stride_h", "stride_w" })
        {
            if (layer.Parameter.Int(field, 1) != 1)
                throw layer.Error($"global_pooling has stride 1; remove {field}", field);
        }
        return new Window(height, width, 1, 1, 0, 0, 1, 1);
    }

    // Caffe's own field, and two of forks that say the same.
    private static bool RoundsDown(LayerContext layer)
    {
        bool?[] given =
        [
            layer.Parameter.Has("round_mode") ? layer.Parameter.Enum("round_mode", "CEIL") == "FLOOR" : null,
            layer.Parameter.Has("ceil_mode") ? !layer.Parameter.Bool("ceil_mode", true) : null,
            layer.Parameter.Has("round_below") ? layer.Parameter.Bool("round_below", false) : null,
        ];
        if (given.Contains(true) && given.Contains(false))
        {
            throw layer.Error(
                "round_mode, ceil_mode and round_below contradict each other; give one of them, such as round_mode: FLOOR",
                given[1] is null ? "round_below" : "ceil_mode");
        }
        return given.Contains(true);
    }

    // Rounds up. With padding along any axis, a last window that would start beyond the image and its leading pad is dropped along both;
    // without, it stays, and may have no position at all (pooling_layer.cpp).
    private static int Size(int size, int kernel, int stride, int pad, bool floor, bool isPadded)
    {
        long room = size + 2L * pad - kernel;
        if (room < 0)
            return floor || room <= -stride ? 0 : 1;
        long count = (floor ? room : room + stride - 1) / stride + 1;
        return (int)(isPadded && (count - 1) * stride >= (long)size + pad ? count - 1 : count);
    }
}
