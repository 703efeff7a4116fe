namespace CaffeSharpGen.Cuda.Libraries.Places;

/// <summary>Where libraries are looked for.</summary>
/// <param name="Name">The place, as a message names it.</param>
/// <param name="Folders">Its folders, as full paths, the best first.</param>
internal sealed record SearchPlace(string Name, IReadOnlyList<string> Folders)
{
    /// <summary>What the system's loader finds by a file's name alone: LD_LIBRARY_PATH, /etc/ld.so.conf, the system's folders.</summary>
    public static readonly SearchPlace Loader = new("the system's library folders", []);

    /// <summary>The files of a name that are here, as the loader takes them.</summary>
    public IEnumerable<string> Files(string name) => ReferenceEquals(this, Loader)
        ? [name]
        : Folders.Select(folder => Path.Combine(folder, name)).Where(File.Exists);

    /// <summary>Whether a file of <see cref="Files"/> is known by its name alone.</summary>
    public static bool IsName(string file) => !Path.IsPathFullyQualified(file);

    /// <summary>The file of another name in the same folder.</summary>
    /// <returns>Its path, if it is there; else its name, which the loader may know.</returns>
    public static string Beside(string file, string name) =>
        !IsName(file) && Path.Combine(Path.GetDirectoryName(file)!, name) is var beside && File.Exists(beside) ? beside : name;

    /// <inheritdoc/>
    public override string ToString()
    {
        const int MostNamed = 2;
        string[] folders = [.. Folders.Select(folder => Directory.Exists(folder) ? folder : $"{folder}, which is no folder")];
        return folders.Length switch
        {
            0 => Name,
            1 when folders[0] == Name => Name,
            > MostNamed => $"{Name} ({folders.Length} folders)",
            _ => $"{Name} ({string.Join("; ", folders)})",
        };
    }
}
