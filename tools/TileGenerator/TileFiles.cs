namespace CaffeSharpGen.TileGenerator;

/// <summary>
/// The files that are generated: the innermost loops of convolutions. Their sums are local variables, one by one, so that compilers
/// keep them in registers. What stands before the first comment of a file, its usings and namespace, is not generated: it depends on
/// the folder alone.
/// </summary>
public static class TileFiles
{
    private const string Comment = "/// <summary>";

    private static readonly (string Name, Func<string> Body)[] files =
    [
        ("Products1.cs", () => ProductTiles.Write(vectors: 1)),
        ("Products2.cs", () => ProductTiles.Write(vectors: 2)),
        ("FewOutputsTile.cs", FewOutputsTiles.Write),
    ];

    /// <summary>The folder of the runtime's sources, in the repository around a folder.</summary>
    public static string FindRuntime(string folder)
    {
        for (string? at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
        {
            string runtime = Path.Combine(at, "src", "Runtime");
            if (Directory.Exists(runtime))
                return runtime;
        }
        throw new DirectoryNotFoundException($"{folder}: there is no src/Runtime above it; expected a folder of this repository");
    }

    /// <summary>The files as they have to be.</summary>
    /// <param name="runtime">The folder of the runtime's sources.</param>
    public static IEnumerable<(string Path, string Text)> Generate(string runtime)
    {
        foreach ((string name, Func<string> body) in files)
        {
            string path = Directory.GetFiles(runtime, name, SearchOption.AllDirectories).Single();
            string text = File.ReadAllText(path);
            yield return (path, text[..text.IndexOf(Comment, StringComparison.Ordinal)] + body());
        }
    }
}
