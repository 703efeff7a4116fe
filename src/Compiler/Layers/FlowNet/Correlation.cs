using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FlowNet;

/// <summary>
/// Compares patches of two bottoms (lmb-freiburg/flownet2, correlation_layer.cpp and .cu). <c>do_abs</c> and <c>single_direction</c> change
/// nothing there. The gradient of SUBTRACT is that of its formula; the fork takes signs at another place.
/// </summary>
public sealed class Correlation : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FlowNet;

    /// <inheritdoc/>
    public override string Summary =>
        "The mean product (or absolute difference) of patches of both bottoms, a channel for each displacement between them.";

    /// <inheritdoc/>
    public override string ParameterField => "correlation_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("CorrelationParameter")
        .UInt("pad").UInt("kernel_size").UInt("max_displacement").UInt("stride_1").UInt("stride_2").Int("single_direction").Bool("do_abs")
        .Enum("correlation_type", "MULTIPLY", "SUBTRACT");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("correlation_param { pad: 1 kernel_size: 1 max_displacement: 1 }", [1, 1, 1, 2], [1, 1, 1, 2])
        {
            InputValues = [[2, 3], [5, 7]],
            Expected = [[0, 0, 0, 0, 0, 0, 0, 15, 10, 21, 14, 0, 0, 0, 0, 0, 0, 0]],
        },
        new("correlation_param { pad: 4 kernel_size: 1 max_displacement: 4 stride_1: 1 stride_2: 2 }", [2, 3, 5, 20], [2, 3, 5, 20]),
        new("correlation_param { pad: 2 kernel_size: 1 max_displacement: 3 }", [1, 17, 6, 9], [1, 17, 6, 9]),
        new("correlation_param { pad: 3 kernel_size: 3 max_displacement: 2 stride_1: 2 stride_2: 2 }", [1, 2, 5, 6], [1, 2, 5, 6]),
        // Never equal, nor in the padding 0: differences have a sign.
        new("correlation_param { kernel_size: 1 max_displacement: 1 pad: 1 correlation_type: SUBTRACT }", [1, 1, 1, 2], [1, 1, 1, 2])
        {
            InputValues = [[2, 3], [5, 7]],
            Expected = [[2, 3, 2, 3, 2, 3, 2, 2, 3, 4, 5, 3, 2, 3, 2, 3, 2, 3]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(4, 4);
        if (layer.Bottoms[1] != layer.Bottom)
            throw layer.Error($"its bottoms {layer.Bottom} and {layer.Bottoms[1]} must have one shape");
        int kernel = layer.Positive("kernel_size"), pad = layer.Parameter.Int("pad", 0);
        if (!layer.Parameter.Has("max_displacement"))
            throw layer.Error("max_displacement is missing");
        int displacement = layer.Parameter.Int("max_displacement", 0);
        int stride1 = Stride(layer, "stride_1"), stride2 = Stride(layer, "stride_2");
        if (kernel % 2 == 0)
            throw layer.Error($"kernel_size is {kernel}; it must be odd", "kernel_size");
        if (Math.Max(Math.Max(kernel, pad), Math.Max(displacement, Math.Max(stride1, stride2))) > Window.Most)
            throw layer.Error($"one of its numbers exceeds {Window.Most}, the most that is supported", "max_displacement");

        int channels = layer.FixedLength(1), height = layer.FixedLength(2), width = layer.FixedLength(3);
        Window.RequireCountable(layer, "bottom", channels, height + 2L * pad, width + 2L * pad);
        long border = displacement + (kernel - 1) / 2, side = 2L * (displacement / stride2) + 1;
        long topHeight = Steps(height + 2L * pad - 2 * border, stride1), topWidth = Steps(width + 2L * pad - 2 * border, stride1);
        if (topHeight < 1 || topWidth < 1)
        {
            throw layer.Error(
                $"kernel_size {kernel} and max_displacement {displacement} do not fit its bottom {layer.Bottom} with pad {pad}",
                "max_displacement");
        }
        if ((double)side * side * topHeight * topWidth > int.MaxValue || (double)kernel * kernel * channels > int.MaxValue)
        {
            throw layer.Error(
                $"its top would be {side * side}×{topHeight}×{topWidth}, or a patch, more than {int.MaxValue} elements",
                "max_displacement");
        }
        var operation = new Op.Correlation(
            kernel, displacement, stride1, stride2, pad, layer.Parameter.Enum("correlation_type", "MULTIPLY") == "SUBTRACT");
        return new CompiledLayer(operation, layer.Bottom.With(1, side * side).With(2, topHeight).With(3, topWidth));
    }

    private static int Stride(LayerContext layer, string field) => layer.Parameter.Has(field) ? layer.Positive(field) : 1;

    private static long Steps(long room, int stride) => room < 1 ? 0 : (room + stride - 1) / stride;
}
