using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>What goes into a network. Also what <c>input</c> fields and data layers become.</summary>
public sealed class Input : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary => "What goes into the network; `input` fields and data layers become this.";

    /// <inheritdoc/>
    public override string ParameterField => "input_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("InputParameter").Messages("shape", NetSchema.BlobShape);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples => [];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 0, tops: 1, mostTops: int.MaxValue);
        ValueShape[] shapes = [.. from shape in layer.Parameter.Messages("shape")
                                select ValueShape.Of(shape.Ints("dim").Select(length => (Dim)length))];
        if (shapes.Length != 1 && shapes.Length != layer.TopCount)
        {
            throw layer.Error(
                $"it gives {shapes.Length} shapes for {layer.TopCount} tops; "
                + $"give one for all or one for each, or {layer.SettingNames.Called(layer.SettingNames.InputShape)}",
                "shape");
        }
        return CompiledLayer.OfInputs(Enumerable.Range(0, layer.TopCount).Select(top => shapes[shapes.Length == 1 ? 0 : top]));
    }
}
