using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Gives each value of a network a name of its own.</summary>
internal sealed class ValueNames
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    // Of names that stand several times, the suffix that the next one would get.
    private readonly Dictionary<string, int> nextSuffixes = new(StringComparer.Ordinal);

    /// <summary>The name itself; <c>#2</c>, <c>#3</c>, … behind it where it is taken.</summary>
    /// <param name="name">The name.</param>
    /// <param name="layer">Id of the layer's node.</param>
    /// <param name="blob">The layer's top, for messages.</param>
    /// <exception cref="LayerException">It is too long.</exception>
    public string Take(string name, int layer, string blob)
    {
        string unique = Unique(name);
        // A layer's name, a colon and a blob's, each of which is short enough, are too long together.
        if (!NameLimit.Holds(unique))
        {
            throw new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, layer,
                $"the name of the value '{Excerpt.Of(unique)}' is {NameLimit.Fault(unique)}; "
                + $"give the layer or its top '{Excerpt.Of(blob)}' a shorter one"));
        }
        return unique;
    }

    /// <summary>The same, of whatever length.</summary>
    public string Unique(string name)
    {
        string unique = name;
        if (!taken.Add(unique))
        {
            if (!nextSuffixes.TryGetValue(name, out int suffix))
                suffix = 2;
            do
            {
                unique = $"{name}#{suffix++}";
            }
            while (!taken.Add(unique));
            nextSuffixes[name] = suffix;
        }
        return unique;
    }
}
