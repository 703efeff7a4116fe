using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Vectors divided by their norms (synopsys-caffe, lp_normalization_layer.cpp, which follows ONNX). Nothing is added to a norm.
/// </summary>
public sealed class LpNormalization : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "x divided by its L1 or L2 norm along an axis.";

    /// <inheritdoc/>
    public override string ParameterField => "lp_normalization_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("LpNormalizationParameter").Ints("axis").UInt("p");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("lp_normalization_param { axis: 1 }", [2, 18, 3, 5]),
        new("lp_normalization_param { axis: -1 p: 1 }", [2, 3, 4, 5]),
        new("lp_normalization_param { axis: 1 }", [1, 2]) { InputValues = [[3, -4]], Expected = [[0.6f, -0.8f]] },
        new("lp_normalization_param { axis: 1 p: 1 }", [1, 2]) { InputValues = [[1, -3]], Expected = [[0.25f, -0.75f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        ValueShape bottom = layer.Bottom;
        if (layer.Parameter.Ints("axis") is not [var given])
            throw layer.Error("one axis is supported; give lp_normalization_param { axis: … }", "axis");
        if (given < -bottom.Rank || given >= bottom.Rank)
            throw layer.Error($"axis is {given}, but its bottom {bottom} has axes {-bottom.Rank} … {bottom.Rank - 1}", "axis");
        int p = layer.Parameter.Int("p", 2);
        if (p is not (1 or 2))
            throw layer.Error($"p is {p}; 1 and 2 are supported", "p");
        return new CompiledLayer(new Op.UnitNorm(given < 0 ? given + bottom.Rank : given, IsL1: p == 1, Eps: 0), bottom);
    }
}
