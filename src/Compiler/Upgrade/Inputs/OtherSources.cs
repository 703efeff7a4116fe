using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Upgrade.Inputs;

/// <summary>
/// Layers without bottoms whose type nobody has, such as Python layers that read images. Data come from them, so their tops are inputs,
/// of the shapes that the user gives.
/// </summary>
internal static class OtherSources
{
    /// <summary>
    /// Whether a layer is one: a Python layer without bottoms, or one of another type for whose tops the user gives shapes.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="options">The shapes.</param>
    /// <param name="isKnown">Whether a definition has its type.</param>
    public static bool Contains(LayerNode layer, NetOptions options, bool isKnown) =>
        !isKnown && layer.Bottoms.Length == 0 && layer.Tops.Length > 0 && layer.Type.Length > 0
        && (layer.Type.Contains('.') || options.InputShapes.Any(shape => layer.Tops.Contains(shape.Input)));

    /// <summary>The inputs that it becomes: a top each.</summary>
    public static IEnumerable<InputTop> Of(LayerNode layer, SettingNames settings) =>
        layer.Tops.Select(name => new InputTop(layer.Id, name, null)
        {
            Layer = layer.Name,
            IsFromDataLayer = true,
            Unchanged = layer.IsWrong ? layer with { Type = "Input", Tops = [name] } : null,
            Missing = Missing(layer, name, settings),
        });

    private static string Missing(LayerNode layer, string top, SettingNames settings)
    {
        string example = settings.Called(settings.With(settings.InputShape, $"{Excerpt.Of(top)}: 1,3,224,224"));
        return $"layer '{layer.Name}' is {(layer.Type.Contains('.') ? "the Python layer" : "of the type")} '{Excerpt.Of(layer.Type)}', "
            + $"which CaffeSharpGen does not have; it has no bottom, so its top '{top}' is an input of the network: "
            + $"give its shape with {example}, those of several inputs separated by commas";
    }
}
