using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Samples;

/// <summary>Pictures that are written together: all of them, whole, or none.</summary>
internal sealed class OutputFolder(string folder)
{
    private readonly List<(string Path, Picture Picture)> files = [];

    /// <summary>Adds a picture; nothing is encoded or written yet.</summary>
    /// <returns>Where it will be.</returns>
    public string Add(string name, Picture picture)
    {
        string path = Path.Combine(folder, name);
        files.Add((path, picture));
        return path;
    }

    /// <summary>Encodes all pictures, side by side, writes them beside their places, then moves them there.</summary>
    public int Commit()
    {
        Task<byte[]>[] encoding = [.. files.Select(file => Task.Run(() => file.Picture.Encode(PictureFormat.Png)))];
        byte[][] encoded = [.. encoding.Select(task => task.GetAwaiter().GetResult())];
        CreateFolder();
        var temporary = new List<string>();
        try
        {
            foreach ((int i, (string path, _)) in files.Index())
            {
                if (Directory.Exists(path))
                    throw new UserError($"{path} is a folder; expected to write a picture there");
                temporary.Add($"{path}.{Environment.ProcessId}.tmp");
                File.WriteAllBytes(temporary[^1], encoded[i]);
            }
            for (int i = 0; i < files.Count; i++)
                File.Move(temporary[i], files[i].Path, overwrite: true);
            return files.Count;
        }
        finally
        {
            foreach (string left in temporary)
                File.Delete(left);
        }
    }

    private void CreateFolder()
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Its own message says of a file only that it already exists.
            throw new UserError($"{folder}: expected a folder for the pictures, or a place to make one; {failure.Message}");
        }
    }
}
