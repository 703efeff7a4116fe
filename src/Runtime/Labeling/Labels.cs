using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CaffeSharpGen;

/// <summary>
/// Names of a network's classes, in the order of its outputs. Files have one name a line; those of ImageNet that begin with a synset
/// (<c>n01440764 tench, Tinca tinca</c>, Caffe's <c>synset_words.txt</c>) are understood: the synset is the class's id.
/// </summary>
/// <example><c>foreach (Score score in net.Prob.Top(5)) Console.WriteLine($"{labels[score]}: {score.Value:p1}");</c></example>
public sealed class Labels : IReadOnlyList<string>
{
    private readonly string[] names;
    private readonly string[]? ids;

    /// <summary>Takes names, the first one that of class 0.</summary>
    /// <exception cref="ArgumentException">There is none, or one is blank.</exception>
    public Labels(IEnumerable<string> names) : this([.. names], null)
    {
        if (this.names.Length == 0 || this.names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("found no names, or a blank one; expected a name for each class", nameof(names));
    }

    private Labels(string[] names, string[]? ids) => (this.names, this.ids) = (names, ids);

    /// <summary>Count of classes.</summary>
    public int Count => names.Length;

    /// <summary>The name of a class, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string this[int index] => index >= 0 && index < names.Length
        ? names[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"there are names of {names.Length} classes, counted from 0");

    /// <summary>The name of a score's class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string this[Score score] => this[score.Index];

    /// <summary>Reads a text file in UTF-8 with a name a line.</summary>
    /// <exception cref="InvalidDataException">It is no such file, empty, or longer than a list of names.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Labels Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new FileNotFoundException($"{path}: found a folder; expected a file of class names, one a line", path);
        using FileStream file = File.OpenRead(path);
        return Load(file, path);
    }

    /// <summary>Reads the rest of a stream, which stays open.</summary>
    /// <param name="text">UTF-8, a name a line.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InvalidDataException">It has no names, or is longer than a list of names.</exception>
    public static Labels Load(Stream text, string name = "labels")
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = LabelLines.Read(text, name);
        return LabelLines.TrySplitSynsets(lines, out string[]? ids, out string[]? words) ? new Labels(words, ids) : new Labels(lines, null);
    }

    /// <summary>Reads a resource that is embedded in an assembly (<c>&lt;EmbeddedResource Include="labels.txt" /&gt;</c>).</summary>
    /// <param name="assembly">Such as <c>typeof(Program).Assembly</c>.</param>
    /// <param name="resource">Its name, or the end of the only one that ends so: <c>labels.txt</c> finds <c>Demo.labels.txt</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such resource, or several; the message lists them.</exception>
    /// <exception cref="InvalidDataException">It has no names.</exception>
    public static Labels LoadResource(Assembly assembly, string resource)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        string[] all = assembly.GetManifestResourceNames();
        string[] found = all.Contains(resource)
            ? [resource]
            : [.. all.Where(known => known.EndsWith("." + resource, StringComparison.Ordinal))];
        if (found.Length != 1)
        {
            throw new FileNotFoundException(
                $"{assembly.GetName().Name} has {(found.Length == 0 ? "no" : "several")} resources '{resource}'; "
                + $"it has {(all.Length == 0 ? "none" : string.Join(", ", all))}", resource);
        }
        using Stream text = assembly.GetManifestResourceStream(found[0])!;
        return Load(text, found[0]);
    }

    /// <summary>Requires that there is a name for each element of a network's output.</summary>
    /// <returns>These labels.</returns>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public Labels For(Hook output)
    {
        ArgumentNullException.ThrowIfNull(output);
        int classes = output.Shape.CountFrom(1);
        return classes == names.Length
            ? this
            : throw new ArgumentException(
                $"there are names of {names.Length} classes; '{output.Name}' of {output.Network.Name} has {classes} ({output.Shape})");
    }

    /// <summary>The id of a class, such as <c>n01440764</c>; null if the file had none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public string? IdOf(int index)
    {
        _ = this[index];
        return ids?[index];
    }

    /// <summary>
    /// The classes of a name: those of exactly this name or id, else those of this name in other case, else those that have it between
    /// commas (<c>tench</c>, of <c>tench, Tinca tinca</c>). ImageNet has two classes that are called crane.
    /// </summary>
    public IReadOnlyList<int> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int[] found = Where(i => names[i] == name || ids?[i] == name);
        if (found.Length == 0)
            found = Where(i => names[i].Equals(name, StringComparison.OrdinalIgnoreCase));
        return found.Length > 0 ? found : Where(i => HasPart(names[i], name));
    }

    /// <summary>The class of a name (<see cref="Find"/>).</summary>
    /// <exception cref="KeyNotFoundException">There is none, or there are several; the message has the nearest names, or which.</exception>
    public int IndexOf(string name) => Find(name) switch
    {
        [int index] => index,
        [] => throw new KeyNotFoundException(
            $"no class is called '{name}'; the nearest are "
            + string.Join(", ", NearestNames.Sorted(name, names).Take(3).Select(known => $"'{known}'"))),
        var several => throw new KeyNotFoundException(
            $"'{name}' names {several.Count} classes, {string.Join(", ", several.Select(i => $"{i} ('{names[i]}')"))}: give the index"),
    };

    /// <summary>Finds the class of a name.</summary>
    /// <returns>Whether there is exactly one.</returns>
    public bool TryFind(string name, out int index)
    {
        IReadOnlyList<int> found = Find(name);
        index = found.Count == 1 ? found[0] : -1;
        return found.Count == 1;
    }

    /// <summary>Enumerates the names.</summary>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)names).GetEnumerator();

    [ExcludeFromCodeCoverage]
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool HasPart(string name, string part)
    {
        foreach (Range range in name.AsSpan().Split(','))
        {
            if (name.AsSpan(range).Trim().Equals(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private int[] Where(Func<int, bool> isMeant) => [.. Enumerable.Range(0, names.Length).Where(isMeant)];
}
