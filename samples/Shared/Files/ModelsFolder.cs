using System.Reflection;

namespace CaffeSharpGen.Samples.Files;

/// <summary>
/// Files of <c>models/</c>. Prototxts and the manifest are built into all programs; each has the small weights and names that it needs
/// built in, too.
/// </summary>
/// <param name="program">The program.</param>
public sealed class ModelsFolder(Assembly program)
{
    /// <summary>Opens a prototxt or the manifest.</summary>
    public static Stream OpenShared(string name) =>
        typeof(ModelsFolder).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built into the program");

    /// <summary>The text of a prototxt or of the manifest.</summary>
    public static string ReadShared(string name)
    {
        using var reader = new StreamReader(OpenShared(name));
        return reader.ReadToEnd();
    }

    /// <summary>
    /// A file of <c>models/</c>: below the current folder if it is there, else beside the program, else built in; null if it is nowhere.
    /// </summary>
    public InputFile? Find(string name)
    {
        string? path = new[] { Path.Combine("models", name), Path.Combine(AppContext.BaseDirectory, "models", name) }
            .FirstOrDefault(File.Exists);
        return path is not null ? InputFile.OnDisk(path) : InputFile.BuiltIn(program, $"models/{name}");
    }

    /// <summary>A file that is in the current folder or, if it is not, one of <c>models/</c>; null if it is nowhere.</summary>
    public InputFile? FindHereOrThere(string name) => File.Exists(name) ? InputFile.OnDisk(name) : Find(name);

    /// <summary>The photograph of a run.</summary>
    /// <param name="asked">What the command line names; null for the example.</param>
    /// <param name="example">The example; null if there is none.</param>
    /// <exception cref="UserError">There is neither.</exception>
    public InputFile FindPicture(string? asked, string? example) =>
        asked is not null ? InputFile.Picture(asked)
        : (example is not null ? Find(example) : null) ?? throw new UserError("there is no picture: give --image photo.jpg");
}
