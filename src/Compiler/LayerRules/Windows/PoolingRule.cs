using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules.Windows;

/// <summary>
/// Pooling (pooling_layer.cpp of BVLC; of Synopsys' fork for <c>AVE_EXC_PAD</c>, alias <c>AVE_TF</c>, padding by side and
/// <c>pad_type</c>; <c>ceil_mode</c> of several forks; <c>avg_include_pad</c> and three axes of Intel's). Stochastic pooling in use is what
/// pooling_layer.cu computes in the phase TEST; Caffe has no code for it on the CPU.
/// </summary>
internal static class PoolingRule
{
    // As the fork has two names for one number, one of them gets a number that nobody writes.
    private const int NumberOfAlias = 103;

    /// <summary>The fields of the parameter message.</summary>
    public static MessageSchema Parameter() => new MessageSchema("PoolingParameter")
        .Enum("pool", [(0, "MAX"), (1, "AVE"), (2, "STOCHASTIC"), (3, "AVE_EXC_PAD"), (NumberOfAlias, "AVE_TF")]).Bool("global_pooling")
        .UInts("kernel_size").UInt("kernel_h").UInt("kernel_w")
        .UInts("stride").UInt("stride_h").UInt("stride_w")
        .UInts("pad").UInt("pad_h").UInt("pad_w")
        .Int("pad_l").Int("pad_r").Int("pad_t").Int("pad_b").UInt("pad_type")
        .UInts("kernel_size_3d").UInts("stride_3d").UInts("pad_3d").Bool("avg_include_pad")
        .Enum("round_mode", "CEIL", "FLOOR").Bool("ceil_mode").Bool("round_below").Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <summary>Compiles a layer of the type Pooling.</summary>
    public static CompiledLayer Compile(LayerContext layer)
    {
        Op.PoolingMethod method = Method(layer);
        layer.Require(mostTops: method == Op.PoolingMethod.Max && layer.Bottom.Rank == 4 ? 2 : 1);
        if (layer.Bottom.Rank is not (3 or 4 or 5))
            layer.RequireRank(4, 4);
        return layer.Bottom.Rank == 4 ? Planes(layer, method) : Axes(layer, method, roundsDown: RoundsDown(layer));
    }

    /// <summary>Compiles a layer that pools along all axes behind the channels, one after the other: windows are boxes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="method">A maximum or a mean.</param>
    /// <param name="roundsDown">Whether sizes round down.</param>
    public static CompiledLayer Axes(LayerContext layer, Op.PoolingMethod method, bool roundsDown)
    {
        if (method == Op.PoolingMethod.Stochastic)
            throw layer.Error("STOCHASTIC pooling is supported over two axes, height and width", "pool");
        int axes = layer.Bottom.Rank - 2;
        int[] sizes = [.. Enumerable.Range(2, axes).Select(layer.FixedLength)];
        AxisWindow[] windows = layer.Parameter.Bool("global_pooling", false)
            ? [.. sizes.Select(size => new AxisWindow(size, 1, 0, 1))]
            : AxisWindow.Read(layer, axes);
        int[] tops = new int[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            (int kernel, int stride, int pad, _) = windows[axis];
            if (pad >= kernel)
                throw layer.Error($"pad {pad} must be smaller than the kernel {kernel}", "pad");
            tops[axis] = Size(sizes[axis], kernel, stride, pad, pad, roundsDown, pad > 0);
        }
        Dim images = layer.Bottom[0];
        int channels = layer.FixedLength(1);
        var operations = new List<LayerOperation>();
        void Add(Operation operation, params IEnumerable<Dim> shape) =>
            operations.Add(new LayerOperation(operation, [ValueShape.Of(shape)])
            {
                Inputs = [operations.Count == 0 ? LayerValue.Bottom() : LayerValue.Output(operations.Count - 1)],
            });
        // The last two axes, or the only one, as a plane; then the depth, as the rows of another one.
        bool isVolume = axes == 3;
        (AxisWindow high, AxisWindow wide) = isVolume ? (windows[1], windows[2]) : (new AxisWindow(1, 1, 0, 1), windows[0]);
        (int height, int width) = isVolume ? (sizes[1], sizes[2]) : (1, sizes[0]);
        (int h, int w) = isVolume ? (tops[1], tops[2]) : (1, tops[0]);
        long planes = (long)channels * (isVolume ? sizes[0] : 1);
        var window = new Window(high.Kernel, wide.Kernel, high.Stride, wide.Stride, high.Pad, wide.Pad, 1, 1);
        RequirePlane(layer, planes, window, height, width);
        Add(new Op.Copy(), images, planes, height, width);
        Add(new Op.Pooling(method, high.Kernel, wide.Kernel, high.Stride, wide.Stride, high.Pad, wide.Pad), images, planes, h, w);
        if (isVolume)
        {
            AxisWindow deep = windows[0];
            RequirePlane(layer, channels, new Window(deep.Kernel, 1, deep.Stride, 1, deep.Pad, 0, 1, 1), sizes[0], (long)h * w);
            Add(new Op.Copy(), images, channels, sizes[0], (long)h * w);
            Add(new Op.Pooling(method, deep.Kernel, 1, deep.Stride, 1, deep.Pad), images, channels, tops[0], (long)h * w);
        }
        Add(new Op.Copy(), [images, channels, .. tops.Select(top => (Dim)top)]);
        return new CompiledLayer(operations);
    }

    /// <summary>The method that a layer names.</summary>
    public static Op.PoolingMethod Method(LayerContext layer)
    {
        bool countsPadding = !layer.Parameter.Declares("avg_include_pad") || layer.Parameter.Bool("avg_include_pad", true);
        return layer.Parameter.Enum("pool", "MAX") switch
        {
            "MAX" => Op.PoolingMethod.Max,
            "STOCHASTIC" => Op.PoolingMethod.Stochastic,
            "AVE" when countsPadding => Op.PoolingMethod.Average,
            _ => Op.PoolingMethod.AverageInside,
        };
    }

    private static CompiledLayer Planes(LayerContext layer, Op.PoolingMethod method)
    {
        int height = layer.FixedLength(2), width = layer.FixedLength(3);
        foreach (string field in new[] { "kernel_size", "stride", "pad" })
        {
            if (layer.Parameter.Ints(field).Count > 1)
            {
                string each = field == "kernel_size" ? "kernel_h and kernel_w" : $"{field}_h and {field}_w";
                throw layer.Error($"{field} stands more than once; give {each}", field);
            }
        }
        foreach (string field in new[] { "kernel_size_3d", "stride_3d", "pad_3d" })
        {
            if (layer.Parameter.Has(field))
                throw layer.Error($"{field} is for three axes; its bottom {layer.Bottom} has two, height and width", field);
        }
        Window window = layer.Parameter.Bool("global_pooling", false) ? Global(layer, height, width) : Window.Read(layer, height, width);
        if (window.PadH >= window.KernelH || window.PadW >= window.KernelW)
        {
            throw layer.Error(
                $"pad {window.PadH}×{window.PadW} must be smaller than the kernel {window.KernelH}×{window.KernelW}",
                layer.Parameter.Has("pad") ? "pad" : window.PadH >= window.KernelH ? "pad_t" : "pad_l");
        }
        bool isPadded = window.PadH > 0 || window.PadW > 0 || window.PadBottom > 0 || window.PadRight > 0;
        if (isPadded && method == Op.PoolingMethod.Stochastic)
            throw layer.Error("STOCHASTIC pooling allows no padding, as in Caffe; remove it", "pad");
        RequirePlane(layer, layer.FixedLength(1), window, height, width);
        bool floor = RoundsDown(layer) || window.IsSame;
        var top = ValueShape.Of(
            layer.Bottom[0], layer.Bottom[1],
            Size(height, window.KernelH, window.StrideH, window.PadH, window.PadBottom, floor, isPadded && !window.IsSame),
            Size(width, window.KernelW, window.StrideW, window.PadW, window.PadRight, floor, isPadded && !window.IsSame));
        bool countsEnds = method == Op.PoolingMethod.Average && !window.IsEven;
        var operation = new Op.Pooling(
            method, window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.PadH, window.PadW,
            countsEnds ? window.PadBottom : null, countsEnds ? window.PadRight : null);
        return new CompiledLayer(operation, Enumerable.Repeat(top, layer.TopCount));
    }

    private static void RequirePlane(LayerContext layer, long channels, Window window, long height, long width)
    {
        Window.RequireCountable(
            layer, "bottom", (int)Math.Min(channels, int.MaxValue), height + window.PadH + window.PadBottom,
            width + window.PadW + window.PadRight);
        if ((long)window.KernelH * window.KernelW > int.MaxValue)
            throw layer.Error($"its kernel {window.KernelH}×{window.KernelW} covers more than {int.MaxValue} positions", "kernel_size");
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
        foreach (string field in new[] { "pad", "pad_h", "pad_w", "pad_l", "pad_r", "pad_t", "pad_b", "pad_type" })
        {
            if (Single(layer, field, 0) != 0)
                throw layer.Error($"global_pooling allows no padding; remove {field}", field);
        }
        foreach (string field in new[] { "stride", "stride_h", "stride_w" })
        {
            if (Single(layer, field, 1) != 1)
                throw layer.Error($"global_pooling has stride 1; remove {field}", field);
        }
        return new Window(height, width, 1, 1, 0, 0, 1, 1);
    }

    private static int Single(LayerContext layer, string field, int @default) =>
        layer.Parameter.Ints(field) is [.., var last] ? last : @default;

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
    private static int Size(int size, int kernel, int stride, int before, int after, bool floor, bool isPadded)
    {
        long room = (long)size + before + after - kernel;
        if (room < 0)
            return floor || room <= -stride ? 0 : 1;
        long count = (floor ? room : room + stride - 1) / stride + 1;
        return (int)(isPadded && (count - 1) * stride >= (long)size + before ? count - 1 : count);
    }
}
