using System.Reflection;
using System.Reflection.PortableExecutable;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>Which namespaces of an assembly use which, and by which types.</summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<(string From, string To), string[]> edges;

    private NamespaceGraph(Dictionary<(string From, string To), string[]> edges) => this.edges = edges;

    /// <summary>The pairs of a namespace and one that it uses.</summary>
    public IReadOnlyCollection<(string From, string To)> Edges => edges.Keys;

    /// <summary>The namespaces of this project in a compiled assembly; what the C# compiler and polyfills add to it lies in others.</summary>
    public static NamespaceGraph Of(Assembly assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly.Location));
        return new NamespaceGraph(new TypeUses(image).All()
            .Where(use => use.User.Namespace != use.Used.Namespace && IsOurs(use.User) && IsOurs(use.Used))
            .GroupBy(use => (use.User.Namespace, use.Used.Namespace), use => $"{use.User.Name} → {use.Used.Name}")
            .ToDictionary(group => group.Key, group => group.Distinct().Order(StringComparer.Ordinal).ToArray()));
    }

    /// <summary>The graph without some edges.</summary>
    public NamespaceGraph Without(IEnumerable<(string From, string To)> removed) =>
        new(edges.Where(edge => !removed.Contains(edge.Key)).ToDictionary());

    /// <summary>The shortest way along edges from one namespace to another; null if there is none.</summary>
    public IReadOnlyList<string>? Path(string from, string to)
    {
        var paths = new Queue<string[]>([[from]]);
        var seen = new HashSet<string>();
        while (paths.TryDequeue(out string[]? path))
        {
            foreach (string next in UsedBy(path[^1]).Where(seen.Add))
            {
                if (next == to)
                    return [.. path, next];
                paths.Enqueue([.. path, next]);
            }
        }
        return null;
    }

    /// <summary>The shortest cycle through each edge that lies on one, each cycle once.</summary>
    public IEnumerable<IReadOnlyList<string>> Cycles() => edges.Keys
        .Order()
        .Select(edge => Path(edge.To, edge.From) is { } back ? (string[])[edge.From, .. back] : null)
        .OfType<string[]>()
        .DistinctBy(cycle => string.Join(' ', cycle.Skip(1).Order(StringComparer.Ordinal)));

    /// <summary>A cycle as text: its edges, each with the types that make it.</summary>
    public string Describe(IReadOnlyList<string> cycle) =>
        string.Join(" → ", cycle) + string.Concat(cycle.Zip(cycle.Skip(1), (from, to) => "\n" + Describe((from, to))));

    /// <summary>An edge as text, with the types that make it.</summary>
    public string Describe((string From, string To) edge)
    {
        const int most = 12;
        string[] uses = edges[edge];
        return $"  {edge.From} → {edge.To}, {uses.Length} uses: {string.Join(", ", uses.Take(most))}{(uses.Length > most ? ", …" : "")}";
    }

    private IEnumerable<string> UsedBy(string name) =>
        edges.Keys.Where(edge => edge.From == name).Select(edge => edge.To).Order(StringComparer.Ordinal);

    private static bool IsOurs(TypeName type) =>
        type.Namespace == "CaffeSharpGen" || type.Namespace.StartsWith("CaffeSharpGen.", StringComparison.Ordinal);
}
