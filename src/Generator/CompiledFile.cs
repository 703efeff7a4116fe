using System.Collections.Immutable;
using System.Text;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator;

/// <summary>A compiled prototxt: the class to emit, and what is wrong.</summary>
internal sealed record CompiledFile(ClassName ClassName, NetworkDefinition? Network, EquatableArray<Problem> Problems);

/// <summary>Name of a generated class, and the file it comes from.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="FileName">The prototxt, without folder and extension.</param>
/// <param name="Path">The prototxt; what tells files of one name in two folders apart.</param>
internal sealed record ClassName(string Namespace, string Name, string FileName, string Path)
{
    // A file's name can have 255 bytes, where a project has its generated files written.
    private const int MostOfHint = 200;

    /// <summary>Namespace and name.</summary>
    public string Full => $"{Namespace}.{Name}";

    /// <summary>The name of one of its files: of a class with a very long name the beginning, and what tells it from others that begin so.</summary>
    /// <param name="ending">What the file is, such as <c>Passes.g.cs</c>.</param>
    public string HintName(string ending) => Full.Length <= MostOfHint / 4 || Encoding.UTF8.GetByteCount(Full) <= MostOfHint
        ? $"{Full}.{ending}"
        : $"{Full.Substring(0, MostOfHint / 4)}_{Fingerprint(Full.ToUpperInvariant()):x16}.{ending}";

    private static ulong Fingerprint(string text) =>
        text.Aggregate(14695981039346656037, (hash, c) => unchecked((hash ^ c) * 1099511628211));

    /// <summary>The metadata CaffeClassName, else the network's name, else the file's, as an identifier.</summary>
    public static ClassName Of(FileSettings settings, string netName)
    {
        string name = settings.ClassName.Length > 0 ? settings.ClassName : Identifiers.Of(netName);
        return new ClassName(settings.Namespace, name == "_" ? Identifiers.Of(settings.FileName) : name, settings.FileName, settings.Path);
    }
}

/// <summary>The classes that cannot have their names, because another prototxt uses these.</summary>
/// <param name="Taken">Those whose name the class of another file has.</param>
/// <param name="Namespaces">Those whose name is a namespace, or the beginning of one, in which the class of another file lies.</param>
internal sealed record ClassNames(EquatableArray<ClassName> Taken, EquatableArray<ClassName> Namespaces)
{
    /// <summary>
    /// Finds all but the first file of every name, in the order of their paths, which is the same on every machine. Names that differ in case only
    /// are one: the generated files' names would be.
    /// </summary>
    public static ClassNames Of(ImmutableArray<ClassName> names, CancellationToken cancel)
    {
        IEnumerable<ClassName> ordered = names.OrderBy(name => name.Path.Replace('\\', '/'), StringComparer.Ordinal);
        var namespaces = new HashSet<string>(names.Select(name => name.Namespace).Distinct().SelectMany(Beginnings), StringComparer.OrdinalIgnoreCase);
        return new(
            [.. ordered.GroupBy(name => name.Full, StringComparer.OrdinalIgnoreCase).SelectMany(group => group.Skip(1))],
            [.. ordered.Where(name => namespaces.Contains(name.Full))]);
    }

    /// <summary>Why a class cannot have its name; null if it can.</summary>
    public string? Obstacle(ClassName name) =>
        Taken.Contains(name) ? $"another prototxt of this project already gives the class {name.Full} (case does not count)"
        : Namespaces.Contains(name) ? $"the class of another prototxt of this project lies in the namespace {name.Full} (case does not count)"
        : null;

    // Of A.B.C: A, A.B and A.B.C.
    private static IEnumerable<string> Beginnings(string @namespace)
    {
        for (int end = @namespace.IndexOf('.'); end >= 0; end = @namespace.IndexOf('.', end + 1))
            yield return @namespace.Substring(0, end);
        yield return @namespace;
    }
}
