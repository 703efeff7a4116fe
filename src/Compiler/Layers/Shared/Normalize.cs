using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Vectors along the channels divided by their norms (happynear/caffe-windows, normalize_layer.cpp). It has no weights, unlike that of
/// SSD; its top always has four axes. What it passes backward is the gradient, whatever fix_gradient and bp_norm say of training.
/// </summary>
public sealed class Normalize : LayerDefinition
{
    private const float Eps = 1e-6f;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x divided by its norm along the channels; a second top holds the norms.";

    /// <inheritdoc/>
    public override string ParameterField => "normalize_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("NormalizeParameter")
        .String("normalize_type").Bool("fix_gradient").Bool("bp_norm");
    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("normalize_param { normalize_type: 'L2' }", [2, 18, 3, 5]),
        new("normalize_param { bp_norm: true }", [2, 18, 3, 5]) { Tops = 2 },
        new("normalize_param { normalize_type: 'L1' }", [2, 3, 4, 5]) { Tops = 2 },
        new("normalize_param { normalize_type: 'L1' fix_gradient: true }", [2, 5]),
        new("normalize_param { normalize_type: 'L1' }", [1, 2, 1, 2])
        {
            Tops = 2,
            InputValues = [[1, -2, 3, 2]],
            Expected = [[0.25f, -0.5f, 0.75f, 0.5f], [4, 4]],
        },
        new("", [1, 2, 1, 1]) { Tops = 2, InputValues = [[3, -4]], Expected = [[0.6f, -0.8f], [5]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostTops: 2);
        layer.RequireRank(1, 4);
        string type = layer.Parameter.String("normalize_type", "L2");
        if (type is not ("L1" or "L2"))
            throw layer.Error($"normalize_type is \"{type}\"; L1 and L2 are known", "normalize_type");
        ValueShape top = layer.Bottom.Then(Enumerable.Repeat<Dim>(1, 4 - layer.Bottom.Rank));
        var lowering = new Lowering(layer);
        Term values = lowering.Reshape(lowering.Bottom(), top);
        if (type == "L2" && layer.TopCount == 1)
            return lowering.Layer(lowering.Add(new Op.L2Normalize(1, Eps), top, values));
        ValueShape[] tops = [top, top.With(1, 1)];
        return lowering.Layer(new Op.UnitNorm(1, IsL1: type == "L1", Eps), tops.Take(layer.TopCount), values);
    }
}
