using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// Reports the layer types that no dialect has: all of a file, whatever else is wrong with it, each once, with the number of its layers.
/// </summary>
/// <param name="catalog">The layer types.</param>
/// <param name="settings">How the user's settings are called.</param>
internal sealed class UnknownTypes(LayerCatalog catalog, SettingNames settings)
{
    private const int MostNames = 3, MostTypes = 6;

    /// <summary>Finds them.</summary>
    /// <param name="layers">All layers.</param>
    public IEnumerable<Problem> Of(IEnumerable<LayerNode> layers)
    {
        IGrouping<string, LayerNode>[] unknown =
        [
            .. layers.Where(layer => layer.Custom is null && layer.Type.Length > 0 && !catalog.TryFind(layer.Type, layer.Dialect, out _))
                .GroupBy(layer => layer.Type, StringComparer.Ordinal).Take(ProblemLimits.MostErrors),
        ];
        string[] suggestions = [.. unknown.Select(group => Suggestion(group.Key))];
        for (int i = 0; i < unknown.Length; i++)
        {
            if (suggestions[i].Length == 0 && unknown[i].All(layer => layer.Bottoms.Length == 0))
                suggestions[i] = AsInput(unknown[i].First());
        }
        string[] foreign = [.. unknown.Select(group => group.Key).Where((_, i) => suggestions[i].Length == 0)];
        bool hasWayOut = false;
        for (int i = 0; i < unknown.Length; i++)
        {
            string help = suggestions[i];
            // Once is enough.
            if (help.Length == 0 && !hasWayOut)
            {
                hasWayOut = true;
                help = WayOut(foreign);
            }
            yield return new Problem(ProblemCodes.UnknownLayerType, Severity.Error, unknown[i].First().Id, Message([.. unknown[i]]) + help);
        }
    }

    private static string Message(LayerNode[] layers)
    {
        string type = layers[0].Type, invisible = InvisibleCharacters.In(type);
        bool isPython = type.Contains('.');
        string what = isPython ? $"is the Python layer '{Excerpt.Of(type)}'" : $"has type '{Excerpt.Of(type)}'";
        string further = layers.Length == 1 ? ""
            : $"; so {(layers.Length == 2 ? "has" : "have")} {layers.Length - 1} more: "
                + string.Join(", ", layers.Skip(1).Take(MostNames).Select(layer => $"'{Excerpt.Of(layer.Name)}'"))
                + (layers.Length - 1 > MostNames ? ", …" : "");
        return $"layer '{layers[0].Name}' {what}{invisible}, which CaffeSharpGen does not have{further}";
    }

    // Short names are near each other without meaning anything alike: CReLU is not ReLU.
    private string Suggestion(string type)
    {
        string meant = TypeMeanings.Suggestion(type.Trim());
        return meant.Length > 0 ? meant : NearestNames.Suggestion(
            type.Trim(),
            catalog.Ordered.Select(definition => definition.Type).Distinct()
                .Where(known => type.Length > 5 || known.Equals(type.Trim(), StringComparison.OrdinalIgnoreCase)));
    }

    // Nothing is in front of it.
    private string AsInput(LayerNode layer)
    {
        string shapes = string.Join(", ", layer.Tops.Take(MostNames).Select(top => $"{Excerpt.Of(top)}: 1,3,224,224"));
        return layer.Tops.Length == 0 ? ""
            : "; it has no bottom: if data come from it, give the shapes of those of its tops that are read, such as "
                + $"{settings.With(settings.InputShape, shapes)}, and they are inputs of the network";
    }

    private string WayOut(string[] types)
    {
        IEnumerable<Dialect> searched = catalog.Ordered.Select(definition => definition.Dialect).Distinct();
        string dialects = string.Join(", ", searched.OrderBy(dialect => dialect));
        string custom = settings.Called(settings.With(
            settings.CustomLayers, string.Join("; ", types.Take(MostTypes).Select(type => $"{Excerpt.Of(type)}=same"))));
        return $" (searched: {dialects}); {custom}{(types.Length > MostTypes ? " with all types" : "")} makes "
            + $"{(types.Length == 1 ? "it a layer" : "them layers")} of your own, whose tops have the shapes that you write there, such as "
            + "1x5, or the same as their bottoms: what does not depend on them runs, so the trunk of a detector can be explained "
            + "without its head";
    }
}
