namespace CaffeSharpGen.Models.Embedded;

/// <summary>Files of <c>models/</c> that are built into the library.</summary>
internal static class EmbeddedFile
{
    /// <summary>Opens one, by its file name.</summary>
    public static Stream Open(string name) =>
        typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"'{name}' is not built into {typeof(EmbeddedFile).Assembly.GetName().Name}");

    /// <summary>Reads one with the name of a class a line.</summary>
    public static Labels ReadLabels(string name)
    {
        using Stream text = Open(name);
        return Labels.Load(text, name);
    }
}
