using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Layers of the types that the user computes himself: <see cref="Custom"/> operations of the shapes that he gives.</summary>
internal static class CustomLayers
{
    /// <summary>What a layer becomes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="type">What its user says of its type.</param>
    /// <param name="bottoms">Shapes of its bottoms.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="settings">How the user's settings are called.</param>
    /// <exception cref="LayerException">The shapes do not fit the layer.</exception>
    public static CompiledLayer Compile(
        LayerNode layer, CustomLayerType type, IReadOnlyList<ValueShape> bottoms, Dim batch, SettingNames settings)
    {
        if (type.Tops.Length != 1 && type.Tops.Length != layer.Tops.Length)
        {
            throw Error(layer, $"it has {layer.Tops.Length} top{(layer.Tops.Length == 1 ? "" : "s")}, "
                + $"and {settings.CustomLayers} gives {type.Tops.Length} shapes; give one for each top, or one for all");
        }
        if (bottoms.Count == 0 && type.Tops.Any(shape => shape is null))
        {
            throw Error(layer, $"it has no bottom, and {settings.CustomLayers} says that its top is the {CustomLayerType.Same}; "
                + "give the lengths of the top's axes");
        }
        ValueShape Top(int index) => type.Tops[type.Tops.Length == 1 ? 0 : index] is { } shape ? For(batch, shape) : bottoms[0];
        return new CompiledLayer(OperationOf(layer), Enumerable.Range(0, layer.Tops.Length).Select(Top));
    }

    /// <summary>The definition of a type, for messages: it has no fields, since all are allowed.</summary>
    public static LayerDefinition Definition { get; } = new AnyType();

    // N of a network whose number of images is fixed is what its inputs declare.
    private static ValueShape For(Dim batch, ValueShape shape) => ValueShape.Of(
        shape.Axes.Select(length => length.IsPerImage ? new Dim(length.Length, IsUpperBound: length.IsUpperBound) * batch : length));

    private static Custom OperationOf(LayerNode layer)
    {
        string parameters = FieldText.Of(layer.Fields.Where(field => field.Name is not ("include" or "exclude")));
        string paramStr = layer.Parameter("python_param", OtherParameters.Python).String("param_str", "");
        return new Custom(layer.Type, parameters, paramStr);
    }

    private static LayerException Error(LayerNode layer, string message) => new(new Problem(
        ProblemCodes.Layer, Severity.Error, layer.Id, $"layer '{layer.Name}' ({layer.FullType}): {message}"));

    private sealed class AnyType : LayerDefinition
    {
        public override string Summary => "Computed by code of the program.";

        public override IEnumerable<LayerExample> Examples => [];

        public override CompiledLayer Compile(LayerContext layer) => throw new NotSupportedException();
    }
}
