using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Csg.New;

/// <summary>Writes a folder of files whole, or not at all.</summary>
internal static class ProjectFolder
{
    /// <summary>Writes the files.</summary>
    /// <returns>Where they are.</returns>
    /// <exception cref="UserError">There is something at the folder's place, or it cannot be written.</exception>
    public static string[] Write(string folder, IReadOnlyDictionary<string, string> files)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new UserError($"{folder}: expected a new folder, or an empty one, for the project: give another with --output");
        string temporary = $"{Path.TrimEndingDirectorySeparator(folder)}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(temporary);
            foreach ((string name, string text) in files)
                File.WriteAllText(Path.Combine(temporary, name), text);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(temporary, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder}: the project cannot be written: {failure.Message}");
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        return [.. files.Keys.Select(name => Path.Combine(folder, name))];
    }
}
