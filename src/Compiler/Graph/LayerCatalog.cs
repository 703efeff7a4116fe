using CaffeSharpGen.Compiler.Upgrade;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Layer types. The list of those that there are is written at build time from the files in <c>Layers/</c> (see the project file).</summary>
public sealed partial class LayerCatalog
{
    private readonly Dictionary<string, LayerDefinition> byType;

    internal LayerCatalog(IEnumerable<LayerDefinition> definitions)
    {
        byType = definitions.ToDictionary(definition => definition.Type, StringComparer.Ordinal);
        Schemas = new LayerSchemas([.. Ordered.Select(definition => (definition.Type, definition.ParameterField, definition.Parameter))]);
    }

    /// <summary>All types that CaffeSharpGen has, ordered by type.</summary>
    public static IEnumerable<LayerDefinition> All => Shipped.Ordered;

    internal static LayerCatalog Shipped { get; } = new(Definitions());

    /// <summary>The fields of layers.</summary>
    internal LayerSchemas Schemas { get; }

    /// <summary>The definitions, ordered by type.</summary>
    internal IEnumerable<LayerDefinition> Ordered => byType.Values.OrderBy(definition => definition.Type, StringComparer.Ordinal);

    /// <summary>Finds a definition by Caffe's name of the type.</summary>
    public static bool TryGet(string type, out LayerDefinition definition) => Shipped.TryFind(type, out definition);

    /// <summary>Finds a definition of this catalog by Caffe's name of the type.</summary>
    internal bool TryFind(string type, out LayerDefinition definition) => byType.TryGetValue(type, out definition!);
}
