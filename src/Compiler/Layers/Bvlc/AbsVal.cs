using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The absolute value.</summary>
public sealed class AbsVal : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "The absolute value.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 4]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        return new CompiledLayer(new Op.AbsVal(), layer.Bottom);
    }
}
