using CaffeSharpGen.Compiler.Nets;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>The dialects that a user can choose: those that have layer types.</summary>
public static class Dialects
{
    /// <summary>The dialects, in the order of precedence.</summary>
    public static IReadOnlyList<Dialect> All { get; } =
        [.. LayerCatalog.All.Select(definition => definition.Dialect).Distinct().OrderBy(dialect => dialect)];

    /// <summary>Reads a name, whatever its case.</summary>
    public static bool TryParse(string name, out Dialect dialect)
    {
        foreach (Dialect known in All)
        {
            if (string.Equals(name, known.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                dialect = known;
                return true;
            }
        }
        dialect = default;
        return false;
    }

    /// <summary>What is expected instead of an unknown name: <c>one of Bvlc, Ours; did you mean 'Bvlc'?</c></summary>
    public static string Expected(string name)
    {
        string[] names = [.. All.Select(dialect => dialect.ToString())];
        return $"one of {string.Join(", ", names)}{NearestNames.Suggestion(name, names)}";
    }
}
