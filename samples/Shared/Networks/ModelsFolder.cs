namespace CaffeSharpGen.Samples.Networks;

/// <summary>Files of <c>models/</c>: prototxts and the manifest are built into the programs, weights and names lie beside them.</summary>
public static class ModelsFolder
{
    /// <summary>Opens a file that is built in.</summary>
    public static Stream OpenEmbedded(string name) =>
        typeof(ModelsFolder).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built into the program");

    /// <summary>The text of a file that is built in.</summary>
    public static string ReadEmbedded(string name)
    {
        using var reader = new StreamReader(OpenEmbedded(name));
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Path of a file of <c>models/</c>: below the current folder if it is there, else beside the program; null if it is in neither.
    /// </summary>
    public static string? Find(string name) =>
        new[] { Path.Combine("models", name), Path.Combine(AppContext.BaseDirectory, "models", name) }.FirstOrDefault(File.Exists);

    /// <summary>Path of a file that is in the current folder or, if it is not, in <c>models/</c>; null if it is in neither.</summary>
    public static string? FindHereOrThere(string name) => File.Exists(name) ? name : Find(name);
}
