using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules.Windows;

/// <summary>
/// What Convolution, Deconvolution and their variants in forks share (base_conv_layer.cpp of BVLC, and of Synopsys' fork for padding by
/// side): fields, sizes, weights, and how one, two and three axes become convolutions in two dimensions. Several bottoms have a top each,
/// and the same weights.
/// </summary>
internal sealed class ConvolutionRule
{
    private readonly LayerContext layer;
    private readonly bool isTransposed;
    private readonly int axis;
    private readonly int channels;
    private readonly int outputs;
    private readonly int group;
    private readonly bool bias;
    private readonly List<LayerOperation> operations = [];

    private ConvolutionRule(LayerContext layer, bool isTransposed, int axis, int outputs, int group)
    {
        (this.layer, this.isTransposed, this.axis, this.outputs, this.group) = (layer, isTransposed, axis, outputs, group);
        channels = layer.FixedLength(axis);
        bias = layer.Parameter.Bool("bias_term", true);
    }

    // Axes that the kernel moves along.
    private int Spatial => layer.Bottom.Rank - axis - 1;

    /// <summary>
    /// The fields of the parameter message; <c>fuse_type</c> and what follows it are those of forks for OpenCL and of Intel's.
    /// </summary>
    public static MessageSchema Parameter() => new MessageSchema("ConvolutionParameter")
        .UInt("num_output").Bool("bias_term").UInt("group").Int("axis")
        .UInts("kernel_size").UInt("kernel_h").UInt("kernel_w")
        .UInts("stride").UInt("stride_h").UInt("stride_w")
        .UInts("pad").UInt("pad_h").UInt("pad_w").UInts("dilation")
        .Int("pad_l").Int("pad_r").Int("pad_t").Int("pad_b").UInt("pad_type")
        .Message("weight_filler", NetSchema.Filler).Message("bias_filler", NetSchema.Filler)
        .Enum("engine", "DEFAULT", "CAFFE", "CUDNN").Bool("force_nd_im2col")
        .Enum("fuse_type", FusedRectifier.Types).Message("relu_param", RectifierRule.Parameter).Bool("relu").Float("negative_slope");

    /// <summary>Compiles a layer with the fields <c>num_output</c> and <c>group</c>.</summary>
    public static CompiledLayer Compile(LayerContext layer, bool isTransposed)
    {
        int axis = Axis(layer), outputs = layer.Positive("num_output"), group = layer.Parameter.Int("group", 1);
        int channels = layer.FixedLength(axis);
        if (group < 1 || channels % group != 0 || outputs % group != 0)
            throw layer.Error($"group is {group}, which does not divide its {channels} input channels and {outputs} outputs", "group");
        return new ConvolutionRule(layer, isTransposed, axis, outputs, group).Compile();
    }

    /// <summary>Compiles a layer whose kernels read a channel each.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="outputs">Its outputs; as many as channels.</param>
    public static CompiledLayer CompileDepthwise(LayerContext layer, int outputs) =>
        new ConvolutionRule(layer, isTransposed: false, Axis(layer), outputs, layer.FixedLength(Axis(layer))).Compile();

    private static int Axis(LayerContext layer)
    {
        int axis = layer.Parameter.Declares("axis") ? layer.Axis("axis", 1) : 1, spatial = layer.Bottom.Rank - axis - 1;
        return spatial is >= 1 and <= 3
            ? axis
            : throw layer.Error(
                $"its bottom is {layer.Bottom} ({layer.Bottom.Rank} axes), with channels in axis {axis}; 1 to 3 further axes are needed",
                "axis");
    }

    private CompiledLayer Compile()
    {
        FusedRectifier? fused = layer.Parameter.Declares("fuse_type") ? FusedRectifier.Read(layer) : null;
        int pairs = layer.TopCount;
        if (fused is { HasResidual: true })
            layer.Require(bottoms: 2);
        else if (layer.Bottoms.Count != pairs || pairs == 0)
            throw layer.Error($"it has {layer.Bottoms.Count} bottoms and {pairs} tops; each bottom needs a top");
        for (int i = 1; i < layer.Bottoms.Count && fused is not { HasResidual: true }; i++)
        {
            if (layer.Bottoms[i] != layer.Bottom)
                throw layer.Error($"its bottoms are {layer.BottomsWith(i)}; all need one shape");
        }
        for (int pair = 0; pair < pairs; pair++)
        {
            LayerValue top = Spatial switch
            {
                1 => OneAxis(pair),
                2 => TwoAxes(pair),
                _ => ThreeAxes(pair),
            };
            fused?.Append(layer, operations, top, operations[top.Operation].Outputs[0]);
            if (pairs > 1)
                operations[operations.Count - 1] = operations[operations.Count - 1] with { Top = pair };
        }
        return new CompiledLayer(operations);
    }

    private LayerValue OneAxis(int pair)
    {
        AxisWindow window = AxisWindow.Read(layer, 1)[0];
        Dim lead = layer.Bottom.CountBetween(0, axis);
        int length = layer.FixedLength(axis + 1);
        long top = Size(length, window.Kernel, window.Extent, window.Stride, window.Pad, window.Pad);
        RequireCountable(1, length, 1, top, new Window(1, window.Kernel, 1, window.Stride, 0, window.Pad, 1, window.Dilation));
        LayerValue plane = Add(new Op.Copy(), ValueShape.Of(lead, channels, 1, length), LayerValue.Bottom(pair));
        Operation operation = Convolution(1, window.Kernel, 1, window.Stride, 0, window.Pad, 1, window.Dilation);
        LayerValue map = AddConvolution(operation, ValueShape.Of(lead, outputs, 1, top), plane, pair, [window.Kernel]);
        return Add(new Op.Copy(), TopShape(top), map);
    }

    private LayerValue TwoAxes(int pair)
    {
        int height = layer.FixedLength(axis + 1), width = layer.FixedLength(axis + 2);
        Window window = ReadPlane(height, width);
        long h = Size(height, window.KernelH, window.ExtentH, window.StrideH, window.PadH, window.PadBottom);
        long w = Size(width, window.KernelW, window.ExtentW, window.StrideW, window.PadW, window.PadRight);
        RequireCountable(height, width, h, w, window);
        Operation operation = Convolution(
            window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.PadH, window.PadW, window.DilationH, window.DilationW);
        if (axis == 1)
            return AddConvolution(operation, TopShape(h, w), LayerValue.Bottom(pair), pair, [window.KernelH, window.KernelW]);
        Dim lead = layer.Bottom.CountBetween(0, axis);
        LayerValue plane = Add(new Op.Copy(), ValueShape.Of(lead, channels, height, width), LayerValue.Bottom(pair));
        LayerValue map = AddConvolution(operation, ValueShape.Of(lead, outputs, h, w), plane, pair, [window.KernelH, window.KernelW]);
        return Add(new Op.Copy(), TopShape(h, w), map);
    }

    // Planes of the depth are images.
    private LayerValue ThreeAxes(int pair)
    {
        AxisWindow[] windows = AxisWindow.Read(layer, 3);
        int[] from = [layer.FixedLength(axis + 1), layer.FixedLength(axis + 2), layer.FixedLength(axis + 3)];
        long[] to = new long[3];
        for (int i = 0; i < to.Length; i++)
            to[i] = Size(from[i], windows[i].Kernel, windows[i].Extent, windows[i].Stride, windows[i].Pad, windows[i].Pad);
        RequireCountable(windows, from, to);
        Dim lead = layer.Bottom.CountBetween(0, axis);
        LayerValue volume = axis == 1
            ? LayerValue.Bottom(pair)
            : Add(new Op.Copy(), ValueShape.Of(lead, channels, from[0], from[1], from[2]), LayerValue.Bottom(pair));
        return isTransposed ? PlanesToWindows(pair, volume, windows, from, to) : WindowsToPlanes(pair, volume, windows, from, to);
    }

    // Each window of the depth is an image with the channels of all its planes: the kernels lie so already.
    private LayerValue WindowsToPlanes(int pair, LayerValue volume, AxisWindow[] windows, int[] from, long[] to)
    {
        (AxisWindow deep, AxisWindow high, AxisWindow wide) = (windows[0], windows[1], windows[2]);
        Dim lead = layer.Bottom.CountBetween(0, axis);
        LayerValue planes = Add(
            new Op.DepthWindows(deep.Kernel, deep.Stride, deep.Pad, deep.Dilation),
            ValueShape.Of(lead * to[0], (long)channels * deep.Kernel, from[1], from[2]), volume);
        Operation operation = Convolution(
            high.Kernel, wide.Kernel, high.Stride, wide.Stride, high.Pad, wide.Pad, high.Dilation, wide.Dilation);
        LayerValue maps = AddConvolution(
            operation, ValueShape.Of(lead * to[0], outputs, to[1], to[2]), planes, pair, [deep.Kernel, high.Kernel, wide.Kernel]);
        LayerValue byDepth = Add(new Op.Copy(), ValueShape.Of(lead, to[0], outputs, to[1], to[2]), maps);
        return Add(new Op.DepthWindows(), TopShape(to[0], to[1], to[2]), byDepth);
    }

    // Each plane becomes a map for each plane of the kernel, and those are added up along the depth.
    private LayerValue PlanesToWindows(int pair, LayerValue volume, AxisWindow[] windows, int[] from, long[] to)
    {
        (AxisWindow deep, AxisWindow high, AxisWindow wide) = (windows[0], windows[1], windows[2]);
        Dim lead = layer.Bottom.CountBetween(0, axis);
        LayerValue planes = Add(new Op.DepthWindows(), ValueShape.Of(lead * from[0], channels, from[1], from[2]), volume);
        int maps = outputs * deep.Kernel;
        var operation = new Op.Deconvolution(
            maps, high.Kernel, wide.Kernel, high.Stride, wide.Stride, high.Pad, wide.Pad, high.Dilation, wide.Dilation, group, Bias: false);
        operations.Add(new LayerOperation(
            operation, [ValueShape.Of(lead * from[0], maps, to[1], to[2])],
            [ValueShape.Of(channels, outputs / group, deep.Kernel, high.Kernel, wide.Kernel)])
        {
            Inputs = [planes],
            Blobs = pair == 0 ? null : [0],
        });
        ValueShape top = ValueShape.Of(lead, outputs, to[0], to[1], to[2]);
        LayerValue sum = Add(
            new Op.DepthWindows(deep.Kernel, deep.Stride, deep.Pad, deep.Dilation, IsTransposed: true), top,
            LayerValue.Output(operations.Count - 1));
        if (bias)
        {
            operations.Add(new LayerOperation(new Op.Bias(Axis: 1), [top], [ValueShape.Of(outputs)])
            {
                Inputs = [sum],
                Blobs = pair == 0 ? null : [1],
            });
            sum = LayerValue.Output(operations.Count - 1);
        }
        return axis == 1 ? sum : Add(new Op.Copy(), TopShape(to[0], to[1], to[2]), sum);
    }

    private void RequireCountable(AxisWindow[] windows, int[] from, long[] to)
    {
        int maps = isTransposed ? outputs : channels, planes = windows[0].Kernel;
        if ((long)maps * planes > int.MaxValue)
            throw layer.Error($"its {maps} channels times {planes} planes of the kernel are more than {int.MaxValue}", "kernel_size");
        long height = isTransposed ? to[1] : from[1], width = isTransposed ? to[2] : from[2];
        Window.RequireCountable(
            layer, isTransposed ? "top" : "bottom", maps * planes, height + 2L * windows[1].Pad, width + 2L * windows[2].Pad);
    }

    // Forks' convolutions may have shapes where others have numbers.
    private Window ReadPlane(int height, int width)
    {
        if (!layer.Parameter.Declares("kernel_shape"))
            return Window.Read(layer, height, width, least: isTransposed ? -Window.Most : 0);
        AxisWindow[] windows = AxisWindow.Read(layer, 2);
        return new Window(
            windows[0].Kernel, windows[1].Kernel, windows[0].Stride, windows[1].Stride, windows[0].Pad, windows[1].Pad,
            windows[0].Dilation, windows[1].Dilation);
    }

    private ValueShape TopShape(params IEnumerable<Dim> sizes) => layer.Bottom.Between(0, axis).Then([outputs, .. sizes]);

    private long Size(int length, int kernel, long extent, int stride, int before, int after)
    {
        if (isTransposed)
            return (long)stride * (length - 1) + extent - before - after;
        long padded = (long)length + before + after;
        return extent > padded
            ? throw layer.Error(
                $"its kernel covers {extent} positions, more than its bottom {layer.Bottom} has even with pad {before}"
                + (after == before ? "" : $" and {after}"),
                "kernel_size")
            : (padded - extent) / stride + 1;
    }

    private void RequireCountable(int height, int width, long topHeight, long topWidth, Window window)
    {
        if (isTransposed && window.IsSame)
            throw layer.Error("pad_type: 1 has no meaning for a Deconvolution; give pad_l, pad_r, pad_t and pad_b", "pad_type");
        if (isTransposed)
        {
            // With the padding, which is cut off.
            Window.RequireCountable(
                layer, "top", outputs, topHeight + Math.Max(window.PadH, 0) + Math.Max(window.PadBottom, 0),
                topWidth + Math.Max(window.PadW, 0) + Math.Max(window.PadRight, 0));
        }
        else
        {
            Window.RequireCountable(
                layer, "bottom", channels, (long)height + window.PadH + window.PadBottom, (long)width + window.PadW + window.PadRight);
        }
    }

    private Operation Convolution(
        int kernelH, int kernelW, int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) => isTransposed
        ? new Op.Deconvolution(outputs, kernelH, kernelW, strideH, strideW, padH, padW, dilationH, dilationW, group, bias)
        : new Op.Convolution(outputs, kernelH, kernelW, strideH, strideW, padH, padW, dilationH, dilationW, group, bias);

    // Later pairs read the weights of the first.
    private LayerValue AddConvolution(Operation operation, ValueShape output, LayerValue from, int pair, IEnumerable<int> kernel)
    {
        (int rows, int columns) = isTransposed ? (channels, outputs / group) : (outputs, channels / group);
        ValueShape filters = ValueShape.Of(rows, columns).Then(kernel.Select(length => (Dim)length));
        EquatableArray<ValueShape> weights = bias ? [filters, ValueShape.Of(outputs)] : [filters];
        operations.Add(new LayerOperation(operation, [output], weights)
        {
            Inputs = [from],
            Blobs = pair == 0 ? null : bias ? [0, 1] : [0],
        });
        return LayerValue.Output(operations.Count - 1);
    }

    private LayerValue Add(Operation operation, ValueShape output, LayerValue from)
    {
        operations.Add(new LayerOperation(operation, [output]) { Inputs = [from] });
        return LayerValue.Output(operations.Count - 1);
    }
}
