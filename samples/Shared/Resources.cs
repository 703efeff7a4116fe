namespace CaffeSharpGen.Samples;

/// <summary>Files that are built into the program, and files that come with it.</summary>
internal static class Resources
{
    /// <summary>Opens a file that is built in.</summary>
    public static Stream Open(string name) =>
        typeof(Resources).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not built into the program");

    /// <summary>The text of a file that is built in.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    /// <summary>Path of a file of <c>models/</c>: below the current folder if it is there, else beside the program; null if it is in neither.</summary>
    public static string? FindModelFile(string name) =>
        new[] { Path.Combine("models", name), Path.Combine(AppContext.BaseDirectory, "models", name) }.FirstOrDefault(File.Exists);
}
