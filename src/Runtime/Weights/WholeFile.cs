namespace CaffeSharpGen.Weights;

/// <summary>Writes a file whole or not at all: into a temporary file in the same folder, which then replaces it.</summary>
public static class WholeFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where it will be; what is there now stays until the new file is complete.</param>
    /// <param name="write">Writes the content. If it throws, nothing has changed.</param>
    /// <exception cref="WeightException">The file cannot be written there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                {
                    write(stream);
                    // Otherwise a power failure may leave the new name on an empty file.
                    stream.Flush(flushToDisk: true);
                }
                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                if (File.Exists(temporary))
                    File.Delete(temporary);
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightException($"{path}: the file cannot be written: {failure.Message}", failure);
        }
    }
}
