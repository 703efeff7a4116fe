using System.Collections.Immutable;
using CaffeSharpGen.Generator.Emission;

namespace CaffeSharpGen.Generator;

/// <summary>The classes that cannot have their names, because another prototxt uses these.</summary>
/// <param name="Taken">Those whose name the class of another file has.</param>
/// <param name="Namespaces">
/// Those whose name is a namespace, or the beginning of one, in which the class of another file lies; of files with errors also those that
/// lie in a namespace that is the class of another file.
/// </param>
internal sealed record ClassNames(EquatableArray<ClassName> Taken, EquatableArray<ClassName> Namespaces)
{
    /// <summary>
    /// Finds all but the first file of every name, in the order of their paths, which is the same on every machine. Names that differ in
    /// case only are one: the generated files' names would be. A file with errors comes last: it takes no name from one without.
    /// </summary>
    public static ClassNames Of(ImmutableArray<(ClassName Name, bool IsDraft)> files, CancellationToken cancel)
    {
        (ClassName Name, bool IsDraft)[] ordered =
            [.. files.OrderBy(file => file.IsDraft).ThenBy(file => file.Name.Path.Replace('\\', '/'), StringComparer.Ordinal)];
        HashSet<string> namespaces = NamespacesOf(ordered.Where(file => !file.IsDraft)), all = NamespacesOf(ordered);
        var classes = new HashSet<string>(ordered.Select(file => file.Name.Full), StringComparer.OrdinalIgnoreCase);
        return new(
            [
                .. ordered.Select(file => file.Name).GroupBy(name => name.Full, StringComparer.OrdinalIgnoreCase)
                    .SelectMany(group => group.Skip(1)),
            ],
            [
                .. ordered.Where(file => file.IsDraft
                        ? all.Contains(file.Name.Full) || Beginnings(file.Name.Namespace).Any(classes.Contains)
                        : namespaces.Contains(file.Name.Full))
                    .Select(file => file.Name),
            ]);
    }

    /// <summary>Why a class cannot have its name; null if it can.</summary>
    public string? Obstacle(ClassName name) =>
        Taken.Contains(name)
            ? $"another prototxt of this project already gives the class {name.Full} (case does not count)"
        : Namespaces.Contains(name)
            ? $"the class of another prototxt of this project lies in the namespace {name.Full} (case does not count)"
        : null;

    private static HashSet<string> NamespacesOf(IEnumerable<(ClassName Name, bool IsDraft)> files) => new(
        files.Select(file => file.Name.Namespace).Distinct().SelectMany(Beginnings), StringComparer.OrdinalIgnoreCase);

    // Of A.B.C: A, A.B and A.B.C.
    private static IEnumerable<string> Beginnings(string @namespace)
    {
        for (int end = @namespace.IndexOf('.'); end >= 0; end = @namespace.IndexOf('.', end + 1))
            yield return @namespace.Substring(0, end);
        yield return @namespace;
    }
}
