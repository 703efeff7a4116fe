using System.Collections.Immutable;
using CaffeSharpGen.Generator.Emission;

namespace CaffeSharpGen.Generator;

/// <summary>The classes that cannot have their names, because another prototxt uses these.</summary>
/// <param name="Taken">Those whose name the class of another file has.</param>
/// <param name="Namespaces">Those whose name is a namespace, or the beginning of one, in which the class of another file lies.</param>
internal sealed record ClassNames(EquatableArray<ClassName> Taken, EquatableArray<ClassName> Namespaces)
{
    /// <summary>
    /// Finds all but the first file of every name, in the order of their paths, which is the same on every machine. Names that differ in
    /// case only are one: the generated files' names would be.
    /// </summary>
    public static ClassNames Of(ImmutableArray<ClassName> names, CancellationToken cancel)
    {
        IEnumerable<ClassName> ordered = names.OrderBy(name => name.Path.Replace('\\', '/'), StringComparer.Ordinal);
        var namespaces = new HashSet<string>(
            names.Select(name => name.Namespace).Distinct().SelectMany(Beginnings), StringComparer.OrdinalIgnoreCase);
        return new(
            [.. ordered.GroupBy(name => name.Full, StringComparer.OrdinalIgnoreCase).SelectMany(group => group.Skip(1))],
            [.. ordered.Where(name => namespaces.Contains(name.Full))]);
    }

    /// <summary>Why a class cannot have its name; null if it can.</summary>
    public string? Obstacle(ClassName name) =>
        Taken.Contains(name)
            ? $"another prototxt of this project already gives the class {name.Full} (case does not count)"
        : Namespaces.Contains(name)
            ? $"the class of another prototxt of this project lies in the namespace {name.Full} (case does not count)"
        : null;

    // Of A.B.C: A, A.B and A.B.C.
    private static IEnumerable<string> Beginnings(string @namespace)
    {
        for (int end = @namespace.IndexOf('.'); end >= 0; end = @namespace.IndexOf('.', end + 1))
            yield return @namespace.Substring(0, end);
        yield return @namespace;
    }
}
