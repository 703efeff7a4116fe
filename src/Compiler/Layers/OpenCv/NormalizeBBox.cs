using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.OpenCv;

/// <summary>The Normalize of SSD under OpenCV's name (opencv, modules/dnn, normalize_bbox_layer.cpp, of 2017).</summary>
public sealed class NormalizeBBox : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.OpenCv;

    /// <inheritdoc/>
    public override string Summary => "x divided by the root of the sum of squares, for each position or over the image, times a learned scale.";

    /// <inheritdoc/>
    public override string ParameterField => "norm_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("NormalizeParameter")
        .Bool("across_spatial").Message("scale_filler", NetSchema.Filler).Bool("channel_shared").Float("eps");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("norm_param { across_spatial: false channel_shared: false }", [2, 18, 3, 5]),
        new("norm_param { across_spatial: false }", [2, 3, 4, 5]),
        new("", [2, 3, 4, 5]),
        new("norm_param { channel_shared: false eps: 0.5 scale_filler { type: 'constant' value: 20 } }", [2, 18, 2, 3]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(2);
        float eps = layer.Parameter.Float("eps", 1e-10f);
        if (!(eps >= 0))
            throw layer.Error($"eps is {eps}; it must not be negative", "eps");
        ValueShape bottom = layer.Bottom;
        var lowering = new Lowering(layer);
        Term values = lowering.Bottom();
        if (layer.Parameter.Bool("across_spatial", true))
            values = lowering.Reshape(values, ValueShape.Of(bottom[0], bottom.CountBetween(1, bottom.Rank)));
        values = lowering.Reshape(lowering.Add(new Op.L2Normalize(1, eps), values.Shape, values), bottom);
        return lowering.Layer(layer.Parameter.Bool("channel_shared", true)
            ? lowering.Add(new Op.Scale(0), bottom, [ValueShape.Of()], values)
            : lowering.Add(new Op.Scale(1), bottom, [ValueShape.Of(layer.FixedLength(1))], values));
    }
}
