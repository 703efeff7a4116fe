using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Ours;

/// <summary>
/// A value whose elements are all equal. Also what a DummyData of Caffe with a constant filler becomes beside other inputs.
/// </summary>
public sealed class Constant : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Ours;

    /// <inheritdoc/>
    public override string Summary =>
        "A number in every element, 0 by default; DummyData with a constant filler becomes this beside other inputs.";

    /// <inheritdoc/>
    public override string ParameterField => "constant_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ConstantParameter")
        .Message("shape", NetSchema.BlobShape).Float("value");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("constant_param { shape { dim: 2 dim: 3 } value: 0.5 }") { Expected = [[0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 0);
        if (!layer.Parameter.Has("shape"))
            throw layer.Error("its shape is missing; give constant_param { shape { dim: … } }");
        return new CompiledLayer(
            new Op.Constant(layer.Parameter.Float("value", 0)),
            ValueShape.Of(layer.Parameter.Message("shape").Ints("dim").Select(length => (Dim)length)));
    }
}
