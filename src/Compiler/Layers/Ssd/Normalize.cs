using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ssd;

/// <summary>
/// Vectors of length 1 times a learned scale (weiliu89/caffe, branch ssd: normalize_layer.cpp). Synopsys' fork may add eps to the norm of
/// a whole image instead of under its root (<c>add_eps_before_sqrt: false</c>).
/// </summary>
public sealed class Normalize : LayerDefinition
{
    private const float Eps = 1e-10f;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ssd;

    /// <inheritdoc/>
    public override string Summary =>
        "x divided by the root of eps plus the sum of its squares over the channels, or over the whole image; times a learned scale.";

    /// <inheritdoc/>
    public override string ParameterField => "norm_param";

    /// <inheritdoc/>
    public override bool IsToldByParameter => true;

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("NormalizeParameter")
        .Bool("across_spatial").Message("scale_filler", NetSchema.Filler).Bool("channel_shared").Float("eps").Bool("add_eps_before_sqrt");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("norm_param { across_spatial: false channel_shared: false }", [2, 5, 3, 7]),
        new("norm_param { across_spatial: false scale_filler { type: 'constant' value: 20 } channel_shared: false }", [1, 33, 4, 5]),
        new("norm_param { across_spatial: false eps: 0.5 }", [2, 19, 3]),
        new("", [2, 3, 4, 5]),
        new("norm_param { channel_shared: false }", [2, 6, 2, 3]),
        new("", [1, 2, 1, 2]) { InputValues = [[1, 1, 7, 7]], WeightValues = [[20]], Expected = [[2, 2, 14, 14]] },
        new("norm_param { add_eps_before_sqrt: false eps: 0.5 channel_shared: false }", [2, 18, 3, 2]),
        new("norm_param { add_eps_before_sqrt: false eps: 10 }", [1, 2, 1, 2])
        {
            InputValues = [[1, 1, 7, 7]],
            WeightValues = [[20]],
            Expected = [[1, 1, 7, 7]],
        },
        new("norm_param { across_spatial: false channel_shared: false }", [1, 2, 1, 2])
        {
            InputValues = [[3, 1, 4, 1]],
            WeightValues = [[20, 10]],
            Expected = [[12, 14.142136f, 8, 7.071068f]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(2, 4);
        ValueShape bottom = layer.Bottom;
        float eps = layer.Parameter.Float("eps", Eps);
        if (!(eps >= 0))
            throw layer.Error($"eps is {eps}; it must not be negative", "eps");
        bool isShared = layer.Parameter.Bool("channel_shared", true);
        ValueShape scale = isShared ? ValueShape.Of() : ValueShape.Of(layer.FixedLength(1));
        var normalize = new Op.L2Normalize(Eps: eps);
        var times = new Op.Scale(isShared ? 0 : 1);
        if (!layer.Parameter.Bool("across_spatial", true))
        {
            return new CompiledLayer(
                new LayerOperation(normalize, [bottom]),
                new LayerOperation(times, [bottom], [scale]) { Inputs = [LayerValue.Output(0)] });
        }
        ValueShape flat = ValueShape.Of(bottom[0], bottom.CountBetween(1, bottom.Rank));
        if (!layer.Parameter.Bool("add_eps_before_sqrt", true))
            return WithEpsOutside(layer, flat, eps, times, scale);
        return new CompiledLayer(
            new LayerOperation(new Op.Copy(), [flat]),
            new LayerOperation(normalize, [flat]) { Inputs = [LayerValue.Output(0)] },
            new LayerOperation(new Op.Copy(), [bottom]) { Inputs = [LayerValue.Output(1)] },
            new LayerOperation(times, [bottom], [scale]) { Inputs = [LayerValue.Output(2)] });
    }

    private static CompiledLayer WithEpsOutside(LayerContext layer, ValueShape flat, float eps, Op.Scale times, ValueShape scale)
    {
        ValueShape images = flat.Between(0, 1);
        var lowering = new Lowering(layer);
        Term vectors = lowering.Reshape(lowering.Bottom(), flat);
        Term squares = lowering.Add(new Op.Reduction(Op.ReductionMethod.SumOfSquares, 1), images, vectors);
        Term norms = lowering.Add(new Op.Power(0.5f), images, squares);
        Term divisors = lowering.Add(new Op.Power(-1, 1, eps), images, norms);
        Term unit = lowering.Add(new Op.Scale(0), flat, vectors, divisors);
        return lowering.Layer(lowering.Add(times, layer.Bottom, [scale], lowering.Reshape(unit, layer.Bottom)));
    }
}
