namespace CaffeSharpGen.Weights;

/// <summary>Writes a file whole or not at all, into a temporary file in the same folder, which then replaces it; reads one whole.</summary>
public static class WholeFile
{
    private const int FirstBytes = 1 << 14;

    /// <summary>Reads a small file. Memory grows with what is there: a device or a pipe need not have an end.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="expected">For messages: what it should be, such as <c>a prototxt</c>.</param>
    /// <param name="mostBytes">The most that such a file has; a larger one is another.</param>
    /// <exception cref="WeightException">There is no such file, it is too large, or it cannot be read.</exception>
    public static byte[] Read(string path, string expected, int mostBytes)
    {
        RequireFile(path, expected);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Read(stream, path, expected, mostBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightException($"{path}: the file cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a stream from its position to its end; it stays open.</summary>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="expected">For messages: what it should be.</param>
    /// <param name="mostBytes">The most that it may hold.</param>
    /// <exception cref="WeightException">It holds more.</exception>
    public static byte[] Read(Stream stream, string name, string expected, int mostBytes)
    {
        long known = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (known > mostBytes)
            throw TooLarge(name, $"{known:N0} bytes", expected, mostBytes);
        // One more, so that the end is found without more memory.
        byte[] bytes = new byte[known > 0 ? known + 1 : Math.Min(FirstBytes, mostBytes)];
        int length = 0;
        for (int count; (count = stream.Read(bytes, length, bytes.Length - length)) > 0;)
        {
            length += count;
            if (length > mostBytes)
                throw TooLarge(name, $"more than {mostBytes:N0} bytes", expected, mostBytes);
            if (length == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(2L * length, mostBytes + 1L));
        }
        Array.Resize(ref bytes, length);
        return bytes;
    }

    /// <summary>Requires that a file is there.</summary>
    /// <exception cref="WeightException">There is none, or it is a folder.</exception>
    internal static void RequireFile(string path, string expected)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new WeightException($"{path}: this is a folder; expected {expected}");
        if (!File.Exists(path))
            throw new WeightException($"{path}: there is no such file; expected {expected}");
    }

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

    private static WeightException TooLarge(string name, string found, string expected, int mostBytes) =>
        new($"{name}: the file has {found}; expected {expected}, of at most {mostBytes:N0}");
}
