using System.Text;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>Name of a generated class, and the file it comes from.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="FileName">The prototxt, without folder and extension.</param>
/// <param name="Path">The prototxt; it distinguishes files of one name in two folders.</param>
internal sealed record ClassName(string Namespace, string Name, string FileName, string Path)
{
    // A file's name can have 255 bytes, where a project has its generated files written.
    private const int MostOfHint = 200;

    /// <summary>Namespace and name.</summary>
    public string Full => $"{Namespace}.{Name}";

    /// <summary>The name of one of its files. Of a very long class name it has the beginning and a fingerprint of the whole.</summary>
    /// <param name="ending">What the file is, such as <c>Passes.g.cs</c>.</param>
    public string HintName(string ending) => Full.Length <= MostOfHint / 4 || Encoding.UTF8.GetByteCount(Full) <= MostOfHint
        ? $"{Full}.{ending}"
        : $"{Full.Substring(0, MostOfHint / 4)}_{Fingerprint(Full.ToUpperInvariant()):x16}.{ending}";

    private static ulong Fingerprint(string text) =>
        text.Aggregate(14695981039346656037, (hash, c) => unchecked((hash ^ c) * 1099511628211));
}
