namespace CaffeSharpGen.Models.Embedded;

/// <summary>Files of <c>models/</c> that are built into the library.</summary>
internal static class EmbeddedFile
{
    /// <summary>Opens one, by its file name.</summary>
    public static Stream Open(string name) =>
        typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"'{name}' is not built into {typeof(EmbeddedFile).Assembly.GetName().Name}");

    /// <summary>Reads one with a name a line.</summary>
    public static IReadOnlyList<string> ReadLines(string name)
    {
        using var reader = new StreamReader(Open(name));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
                lines.Add(line);
        }
        return lines.AsReadOnly();
    }
}
