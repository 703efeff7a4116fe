using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>Pictures that are written together: all of them, whole, or none.</summary>
public sealed class OutputFolder(string folder)
{
    private readonly List<(string Path, Task<byte[]> Encoding)> files = [];

    /// <summary>Adds a picture, which is encoded from now on, in the background; nothing is written yet.</summary>
    /// <returns>Where it will be.</returns>
    public string Add(string name, Picture picture) => Add(name, () => picture);

    /// <summary>Adds a picture that is drawn and encoded in the background.</summary>
    /// <returns>Where it will be.</returns>
    public string Add(string name, Func<Picture> draw)
    {
        string path = Path.Combine(folder, name);
        files.Add((path, Task.Run(() => draw().Encode(PictureFormat.Png))));
        return path;
    }

    /// <summary>Waits for all pictures, writes them beside their places, then moves them there.</summary>
    public int Commit()
    {
        byte[][] encoded = [.. files.Select(file => file.Encoding.GetAwaiter().GetResult())];
        CreateFolder();
        var temporary = new List<string>();
        try
        {
            foreach ((int i, (string path, _)) in files.Index())
            {
                if (Directory.Exists(path))
                    throw new UserError($"{path} is a folder; expected to write a picture there");
                temporary.Add($"{path}.{Environment.ProcessId}.tmp");
                Write(temporary[^1], encoded[i], path);
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

    private static void Write(string temporary, byte[] encoded, string path)
    {
        try
        {
            File.WriteAllBytes(temporary, encoded);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: expected a place where a picture can be written; {failure.Message}");
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
