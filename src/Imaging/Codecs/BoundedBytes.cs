using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Reads streams that may have no end.</summary>
internal static class BoundedBytes
{
    private const int FirstBytes = 1 << 12;

    /// <summary>Reads the rest of a stream, unless it does not begin as a picture, or has more bytes than are accepted.</summary>
    /// <returns>Whether it was read; if not, <paramref name="problem"/> says why.</returns>
    public static bool TryRead(Stream stream, long most, out byte[] bytes, [NotNullWhen(false)] out CodecProblem? problem)
    {
        long? known = stream.CanSeek && stream.Length > stream.Position ? stream.Length - stream.Position : null;
        bytes = new byte[Math.Min(known ?? FirstBytes, FirstBytes)];
        problem = known > most ? TooLong($"{known} bytes", most) : null;
        if (problem is not null)
            return false;
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count >= 8 && !PixelDecoder.StartsAsPicture(bytes.AsSpan(0, count)))
        {
            problem = PixelDecoder.NotAPicture(bytes.AsSpan(0, count), known is null ? "bytes" : $"{known} bytes");
            return false;
        }
        if (known > bytes.Length)
            Array.Resize(ref bytes, (int)known);
        while (true)
        {
            count += stream.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false);
            // A file may have grown since its length was read.
            int next = count < bytes.Length ? -1 : stream.ReadByte();
            if (next < 0)
            {
                Array.Resize(ref bytes, count);
                return true;
            }
            if (count >= most)
            {
                problem = TooLong($"more than {most} bytes", most);
                return false;
            }
            Array.Resize(ref bytes, (int)Math.Min(Math.Max(2L * count, FirstBytes), most + 1));
            bytes[count++] = (byte)next;
        }
    }

    private static CodecProblem TooLong(string found, long most) => new(found, $"{PixelDecoder.Formats} of at most {most} bytes");
}
