using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Upgrade;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// Layer types. The build writes the list of them from the files in the folders of <c>Layers/</c> (see the project file). Several dialects
/// may have a type of one name.
/// </summary>
public sealed partial class LayerCatalog
{
    private readonly ILookup<string, LayerDefinition> byType;

    /// <param name="definitions">The definitions.</param>
    /// <exception cref="ArgumentException">Two are of one type and one dialect.</exception>
    internal LayerCatalog(IEnumerable<LayerDefinition> definitions)
    {
        Ordered = [.. definitions.OrderBy(definition => definition.Type, StringComparer.Ordinal).ThenBy(definition => definition.Dialect)];
        if (Ordered.GroupBy(definition => (definition.Type, definition.Dialect)).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice)
            throw new ArgumentException($"{twice.Dialect} has two definitions of {twice.Type}", nameof(definitions));
        byType = Ordered.ToLookup(definition => definition.Type, StringComparer.Ordinal);
        Schemas = new LayerSchemas([.. from definition in Ordered
                                       select new TypeSchema(
                                           definition.Dialect, definition.Type, definition.ParameterField, definition.Parameter,
                                           definition.IsToldByParameter)]);
    }

    /// <summary>All definitions that CaffeSharpGen has, ordered by type, those of one type by dialect.</summary>
    public static IEnumerable<LayerDefinition> All => Shipped.Ordered;

    internal static LayerCatalog Shipped { get; } = new(Definitions());

    /// <summary>The fields of layers.</summary>
    internal LayerSchemas Schemas { get; }

    /// <summary>The definitions, ordered by type, those of one type by dialect.</summary>
    internal IReadOnlyList<LayerDefinition> Ordered { get; }

    /// <summary>Finds a definition of this catalog.</summary>
    /// <param name="type">Caffe's name of the type.</param>
    /// <param name="dialect">Whose definition; null for the first of those that there are.</param>
    /// <param name="definition">The definition.</param>
    internal bool TryFind(string type, Dialect? dialect, out LayerDefinition definition)
    {
        definition = byType[type].FirstOrDefault(found => dialect is null || found.Dialect == dialect)!;
        return definition is not null;
    }
}
