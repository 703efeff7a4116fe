using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>The scaled hyperbolic tangent (synopsys-caffe, scaled_tanh_layer.cpp).</summary>
public sealed class ScaledTanH : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "alpha·tanh(beta·x).";

    /// <inheritdoc/>
    public override string ParameterField => "scaled_tanh_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ScaledTanHParameter").Float("alpha").Float("beta");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("scaled_tanh_param { alpha: 1.7159 beta: 0.666667 }", [2, 18, 3, 5]),
        new("scaled_tanh_param { alpha: 2 beta: 0.5 }", [2]) { InputValues = [[0, 2]], Expected = [[0, 1.52318831f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        foreach (string field in new[] { "alpha", "beta" })
        {
            if (!layer.Parameter.Has(field))
                throw layer.Error($"{field} is missing; its fork requires scaled_tanh_param {{ alpha: … beta: … }}");
        }
        var lowering = new Lowering(layer);
        Term x = lowering.Bottom();
        Term scaled = lowering.Add(new Op.Power(Scale: layer.Parameter.Float("beta", 1)), x.Shape, x);
        Term bent = lowering.Add(new Op.TanH(), x.Shape, scaled);
        return lowering.Layer(lowering.Add(new Op.Power(Scale: layer.Parameter.Float("alpha", 1)), x.Shape, bent));
    }
}
