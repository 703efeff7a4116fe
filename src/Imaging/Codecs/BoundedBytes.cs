namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Reads streams that may have no end.</summary>
internal static class BoundedBytes
{
    private const int FirstBytes = 1 << 12;

    /// <summary>The rest of a stream.</summary>
    /// <exception cref="PictureException">It does not begin as a picture, or has more bytes than are accepted.</exception>
    public static byte[] Read(Stream stream, string name, long most)
    {
        long? known = stream.CanSeek && stream.Length > stream.Position ? stream.Length - stream.Position : null;
        if (known > most)
            throw TooLong(name, $"{known} bytes", most);
        byte[] bytes = new byte[Math.Min(known ?? FirstBytes, FirstBytes)];
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count >= 8 && !PixelDecoder.StartsAsPicture(bytes.AsSpan(0, count)))
        {
            CodecProblem problem = PixelDecoder.NotAPicture(bytes.AsSpan(0, count), known is null ? "bytes" : $"{known} bytes");
            throw new PictureException(name, problem.Found, problem.Expected);
        }
        if (known > bytes.Length)
            Array.Resize(ref bytes, (int)known);
        while (true)
        {
            count += stream.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false);
            if (count < bytes.Length)
                break;
            // A file may have grown since its length was read.
            int next = stream.ReadByte();
            if (next < 0)
                return bytes;
            if (count >= most)
                throw TooLong(name, $"more than {most} bytes", most);
            Array.Resize(ref bytes, (int)Math.Min(Math.Max(2L * count, FirstBytes), most + 1));
            bytes[count++] = (byte)next;
        }
        return bytes.AsSpan(0, count).ToArray();
    }

    private static PictureException TooLong(string name, string found, long most) =>
        new(name, found, $"{PixelDecoder.Formats} of at most {most} bytes");
}
