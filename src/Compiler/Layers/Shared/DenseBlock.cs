using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// A block of DenseNet (Tongcheng/caffe, DenseBlock_layer.cpp): in each of its transitions BatchNorm, scale and shift, ReLU and a 3×3
/// convolution of all that came before, whose outputs are put behind it. With <c>use_BC</c> a 1×1 convolution to four times as many
/// channels and its own BatchNorm, scale, shift and ReLU come between. The fork's fields for kernels, pads and strides are not read there,
/// and neither here; nor is initChannel, for which senlinuc/caffe_ocr (the same file) takes the channels of the bottom. Blobs lie by kind:
/// filters, scales, shifts, means, variances, those of the 1×1 convolutions likewise, and one factor.
/// </summary>
public sealed class DenseBlock : LayerDefinition
{
    private const int Widening = 4;
    private const int MostTransitions = 1000;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "A block of DenseNet: BatchNorm, ReLU and convolutions, each of all that came before it.";

    /// <inheritdoc/>
    public override string ParameterField => "denseblock_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("DenseBlockParameter")
        .Int("numTransition").Int("initChannel").Int("growthRate").Int("pad_h").Int("pad_w")
        .Int("conv_verticalStride").Int("conv_horizentalStride").Int("filter_H").Int("filter_W")
        .Message("Filter_Filler", NetSchema.Filler)
        .Message("BN_Scaler_Filler", NetSchema.Filler).Message("BN_Bias_Filler", NetSchema.Filler)
        .Int("gpuIdx").Bool("use_dropout").Float("dropout_amount").Bool("use_BC").Bool("BC_ultra_space_efficient").Int("workspace_MB")
        .Float("moving_average_fraction");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Nothing before a ReLU is near 0, so that finite differences cross no kink.
        new("denseblock_param { numTransition: 2 initChannel: 3 growthRate: 4 }", [2, 3, 5, 4])
        {
            WeightValues =
            [
                Spread(108, -0.02f, 0.03f), Spread(252, -0.02f, 0.03f), Spread(3, 0.3f, 0.6f), Spread(7, 0.3f, 0.6f),
                [6, -7, 8], [6, -7, 8, 9, -6, 7, 8], Spread(3, -0.2f, 0.2f), Spread(7, -0.2f, 0.2f), Spread(3, 1, 2), Spread(7, 1, 2), [1],
            ],
        },
        new("denseblock_param { numTransition: 1 initChannel: 17 growthRate: 2 use_BC: true }", [1, 17, 4, 3])
        {
            WeightValues =
            [
                Spread(144, -0.02f, 0.03f), Spread(17, 0.3f, 0.6f), Spread(17, 6, 9), Spread(17, -0.2f, 0.2f), Spread(17, 1, 2),
                Spread(136, -0.005f, 0.005f), Spread(8, 0.3f, 0.6f), [6, -7, 8, 9, -6, 7, 8, 9],
                Spread(8, -0.2f, 0.2f), Spread(8, 1, 2), [1],
            ],
        },
        new("denseblock_param { numTransition: 1 initChannel: 64 growthRate: 1 }", [1, 1, 1, 2])
        {
            InputValues = [[1, 3]],
            WeightValues = [[0, 0, 0, 2, 10, 1, 0, 0, 0], [2], [1], [1], [4], [1]],
            Expected = [[1, 3, 12.9999975f, 31.999975f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        layer.RequireUse("normalizes by its input's own mean and variance");
        int transitions = layer.Parameter.Int("numTransition", 40), channels = layer.FixedLength(1);
        int growth = layer.Parameter.Int("growthRate", 12);
        bool isNarrowed = layer.Parameter.Bool("use_BC", false);
        if (transitions is < 1 or > MostTransitions)
            throw layer.Error($"numTransition is {transitions}; it must be 1 to {MostTransitions}", "numTransition");
        if (growth is < 1 or > Window.Most)
            throw layer.Error($"growthRate is {growth}; it must be 1 to {Window.Most}", "growthRate");
        int factor = (isNarrowed ? 10 : 5) * transitions;
        var operations = new List<LayerOperation>();
        LayerValue Add(
            Operation operation, long outputs, EquatableArray<LayerValue> from, EquatableArray<ValueShape> weights, params int[] blobs)
        {
            operations.Add(new LayerOperation(operation, [layer.Bottom.With(1, outputs)], weights) { Inputs = from, Blobs = [.. blobs] });
            return LayerValue.Output(operations.Count - 1);
        }
        // BatchNorm, scale, shift and ReLU: the fifth kind of blobs from the first one on, and then some.
        LayerValue Normalize(LayerValue from, long width, int scales)
        {
            var each = ValueShape.Of(width);
            LayerValue norm = Add(
                new Op.BatchNorm(), width, [from], [each, each, ValueShape.Of(1)],
                scales + 2 * transitions, scales + 3 * transitions, factor);
            LayerValue scaled = Add(new Op.Scale(Bias: true), width, [norm], [each, each], scales, scales + transitions);
            return Add(new Op.ReLU(), width, [scaled], []);
        }
        LayerValue all = LayerValue.Bottom();
        for (int transition = 0; transition < transitions; transition++)
        {
            long width = channels + (long)transition * growth;
            Window.RequireCountable(
                layer, "value within", (int)Math.Min(Math.Max(width + growth, (long)Widening * growth), int.MaxValue),
                layer.FixedLength(2) + 2L, layer.FixedLength(3) + 2L);
            LayerValue value = Normalize(all, width, transitions + transition);
            long read = width;
            if (isNarrowed)
            {
                read = (long)Widening * growth;
                value = Add(
                    new Op.Convolution((int)read, 1, 1, Bias: false), read, [value], [ValueShape.Of(read, width, 1, 1)],
                    5 * transitions + transition);
                value = Normalize(value, read, 6 * transitions + transition);
            }
            value = Add(
                new Op.Convolution(growth, 3, 3, PadH: 1, PadW: 1, Bias: false), growth, [value], [ValueShape.Of(growth, read, 3, 3)],
                transition);
            all = Add(new Op.Concat(), width + growth, [all, value], []);
        }
        return new CompiledLayer(operations);
    }

    private static EquatableArray<float> Spread(int count, float from, float to) =>
        [.. Enumerable.Range(0, count).Select(i => from + (to - from) * (i * 7 % count) / count)];
}
