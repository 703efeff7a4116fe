using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>All layer types. The list is written at build time from the files in <c>Layers/</c> (see the project file).</summary>
public static partial class LayerCatalog
{
    private static readonly Dictionary<string, LayerDefinition> ByType = Definitions().ToDictionary(definition => definition.Type, StringComparer.Ordinal);

    /// <summary>All definitions, ordered by type.</summary>
    public static IEnumerable<LayerDefinition> All => ByType.Values.OrderBy(definition => definition.Type, StringComparer.Ordinal);

    /// <summary>The parameter messages of all types, by field name.</summary>
    public static IEnumerable<KeyValuePair<string, MessageSchema>> Parameters =>
        from definition in All
        where definition.ParameterField is not null
        select new KeyValuePair<string, MessageSchema>(definition.ParameterField!, definition.Parameter!);

    /// <summary>Finds a definition by Caffe's name of the type.</summary>
    public static bool TryGet(string type, out LayerDefinition definition) => ByType.TryGetValue(type, out definition!);
}
