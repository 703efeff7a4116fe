using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The softplus (bnll_layer.cpp).</summary>
public sealed class BNLL : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "log(1 + exp(x)).";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
        new("", [1, 17]),
        new("", [1, 6]) { InputValues = [[0, 100, -100, 60, -1, 1]], Expected = [[0.6931472f, 100, 0, 60, 0.3132617f, 1.3132617f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.BNLL(), layer.Bottom);
    }
}
