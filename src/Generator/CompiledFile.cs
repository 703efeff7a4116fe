using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Generator;

/// <summary>A compiled prototxt: the class to emit, and what is wrong.</summary>
internal sealed record CompiledFile(ClassName ClassName, NetworkModel? Network, EquatableArray<Problem> Problems);

/// <summary>Name of a generated class, and the file it comes from.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="FileName">The prototxt, without folder and extension.</param>
/// <param name="Path">The prototxt; what tells files of one name in two folders apart.</param>
internal sealed record ClassName(string Namespace, string Name, string FileName, string Path)
{
    /// <summary>Namespace and name.</summary>
    public string Full => $"{Namespace}.{Name}";

    /// <summary>The metadata CaffeClassName, else the network's name, else the file's, as an identifier.</summary>
    public static ClassName Of(FileSettings settings, string netName)
    {
        string name = settings.ClassName.Length > 0 ? settings.ClassName : Identifiers.Of(netName);
        return new ClassName(settings.Namespace, name == "_" ? Identifiers.Of(settings.FileName) : name, settings.FileName, settings.Path);
    }
}

/// <summary>The class names that more than one prototxt would get, with the file that has the name.</summary>
internal sealed record ClassNames(EquatableArray<ClassName> Taken)
{
    /// <summary>Finds all but the first file of every name. Names that differ in case only are one: the generated files' names would be.</summary>
    public static ClassNames Of(System.Collections.Immutable.ImmutableArray<ClassName> names, CancellationToken cancel) =>
        new([.. names.GroupBy(name => name.Full, StringComparer.OrdinalIgnoreCase).SelectMany(group => group.Skip(1))]);

    /// <summary>Whether an earlier file has this name.</summary>
    public bool IsTaken(ClassName name) => Taken.Contains(name);
}
