using System.Globalization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Files;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>Names of a network's classes, in the order of its outputs.</summary>
/// <param name="names">The names; null if none are known.</param>
/// <param name="count">Number of classes.</param>
/// <param name="network">Name of the network.</param>
internal sealed class ClassLabels(string[]? names, int count, string network)
{
    private const int MostSuggestions = 5;

    /// <summary>The names of a file with one a line; those of a known network; or none.</summary>
    /// <exception cref="UserError">There is no such file, or it has another number of names.</exception>
    public static ClassLabels Read(string? asked, string own, string network, int count)
    {
        if ((asked is not null ? InputFile.OnDisk(asked) : own.Length > 0 ? ExplainNetworks.Models.Find(own) : null) is not { } file)
            return new ClassLabels(null, count, network);
        string[] lines = asked is null
            ? file.ReadLines()
            : TextFile.Read(asked, "names of classes, one a line").ReplaceLineEndings("\n").Split('\n');
        string[] names = [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == count
            ? new ClassLabels(names, count, network)
            : throw new UserError($"{file.Name} names {names.Length} classes; expected {count}, as many as {network} has");
    }

    /// <summary>The name of a class; null if none are known.</summary>
    public string? this[int index] => names?[index];

    /// <summary>The classes that a text means.</summary>
    /// <param name="target"><c>top3</c>, a name, or a number counted from 0.</param>
    /// <param name="output">The network's output.</param>
    /// <exception cref="UserError">It means none, or it is the name of several.</exception>
    public int[] Find(string target, Hook output)
    {
        int[] named = names is null
            ? []
            : [.. Enumerable.Range(0, count).Where(index => names[index].Equals(target, StringComparison.OrdinalIgnoreCase))];
        if (named.Length == 1)
            return named;
        if (named.Length > 1)
            throw new UserError($"'{target}' names {named.Length} classes, {string.Join(", ", named)}: give the number");
        if (target.StartsWith("top", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(target.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int best) && best > 0)
            return [.. output.Top(Math.Min(best, count)).Select(score => score.Index)];
        if (int.TryParse(target, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number >= 0 && number < count
                ? [number]
                : throw new UserError($"{network} has no class {number}; expected 0 … {count - 1}: numbers count from 0");
        }
        throw new UserError(names is null
            ? $"'{target}' is no number, and no names of classes are known: give --labels, a number counted from 0, or top1"
            : $"{network} has no class '{target}'; did you mean {string.Join(" or ", Near(target).Select(name => $"'{name}'"))}?");
    }

    // Names that have it as a word come first, then those that begin with it, then those with few other letters.
    private IEnumerable<string> Near(string target)
    {
        IEnumerable<string> words = names!.Where(name => name.Split(' ', ',', '-')
            .Any(word => word.Equals(target, StringComparison.OrdinalIgnoreCase)));
        IEnumerable<string> begun = names!.Where(name => name.StartsWith(target, StringComparison.OrdinalIgnoreCase));
        string[] some = [.. words.Concat(begun).Distinct().Take(MostSuggestions)];
        return some.Length > 0 ? some : NearestNames.Sorted(target, names!).Take(3);
    }
}
