using System.IO.Enumeration;
using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Csg.Check;

/// <summary>Finds prototxts by what a command line calls them: names, patterns, folders.</summary>
internal static class PrototxtFiles
{
    /// <summary>All files that are meant, in the order of the command line, each once.</summary>
    /// <exception cref="UserError">A folder or a pattern gives no file.</exception>
    public static IEnumerable<string> Find(IEnumerable<string> asked) => asked.SelectMany(Find).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Find(string asked)
    {
        if (Directory.Exists(asked))
        {
            return InOrder(Directory.EnumerateFiles(asked, "*.prototxt", SearchOption.AllDirectories))
                ?? throw new UserError($"{asked}: there is no .prototxt in this folder");
        }
        // A shell that finds no file passes its pattern on, and that of Windows always does.
        if (!asked.AsSpan().ContainsAny('*', '?') || File.Exists(asked))
            return [asked];
        string folder = Path.GetDirectoryName(asked) is { Length: > 0 } given ? given : ".", pattern = Path.GetFileName(asked);
        if (!Directory.Exists(folder))
            throw new UserError($"{asked}: there is no folder '{folder}'; patterns stand for names of files, not of folders");
        IEnumerable<string> found = Directory.EnumerateFiles(folder)
            .Where(file => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file), ignoreCase: false));
        return InOrder(folder == "." && !asked.StartsWith('.') ? found.Select(file => Path.GetFileName(file)) : found)
            ?? throw new UserError($"{asked}: there is no such file");
    }

    private static string[]? InOrder(IEnumerable<string> files) =>
        files.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } some ? some : null;
}
