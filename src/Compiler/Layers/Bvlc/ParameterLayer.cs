using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>
/// A learned blob as a value (parameter_layer.hpp). A class cannot have a property of its own name, so it is not called as its type.
/// </summary>
public sealed class ParameterLayer : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "Parameter";

    /// <inheritdoc/>
    public override string Summary => "A learned blob as a value. It has no bottom.";

    /// <inheritdoc/>
    public override string ParameterField => "parameter_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ParameterParameter").Message("shape", NetSchema.BlobShape);

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("parameter_param { shape { dim: 2 dim: 3 } }") { WeightValues = [[1, 2, 3, 4, 5, 6]], Expected = [[1, 2, 3, 4, 5, 6]] },
        new("") { WeightValues = [[0.001f]], Expected = [[0.001f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 0);
        // Without a shape it is a single number, as a shape without axes says.
        var shape = ValueShape.Of(layer.Parameter.Message("shape").Ints("dim").Select(length => (Dim)length));
        return new CompiledLayer(new Op.Parameter(), shape, shape);
    }
}
