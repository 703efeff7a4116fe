using System.Text;

namespace CaffeSharpGen.Weights;

/// <summary>Recognizes by their first bytes files that are renamed or downloaded by mistake, so that messages can name them.</summary>
public static class OtherFormats
{
    /// <summary>How many of a file's first bytes are compared.</summary>
    public const int HeadLength = 32;

    /// <summary>Throws if a file is of a known other format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Its first bytes.</param>
    /// <param name="expected">What it should be.</param>
    /// <exception cref="WeightException">It is something else.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> head, string expected)
    {
        if (Recognize(head) is { } found)
            throw new WeightException($"{path}: this is {found}; expected {expected}");
    }

    private static string? Recognize(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, .. "HDF"u8])
            ? "an HDF5 file, Caffe's other format (the package CaffeSharpGen.Hdf5 reads it; "
                + "snapshot_format: BINARYPROTO in the solver writes binaryproto)"
        : head.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]) ? "a NumPy array"
        : head.StartsWith("PK\u0003\u0004"u8) ? "a zip archive"
        : head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? "a gzip archive"
        : head.StartsWith((ReadOnlySpan<byte>)[4, 0, 0, 0, 1, 0, 0, 0]) ? "a Torch7 file"
        : head.StartsWith("version https://git-lfs"u8) ? "a Git LFS pointer (the file itself was not fetched)"
        : IsMarkup(head) ? "a web page (the download failed)"
        : IsText(head) ? "a text file"
        : null;

    private static bool IsMarkup(ReadOnlySpan<byte> head)
    {
        string text = Encoding.Latin1.GetString(head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head).TrimStart();
        return text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
    }

    // A line feed is also how a protobuf message with a text in field 1 begins.
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8 || head[0] == '\n')
            return false;
        foreach (byte b in head)
        {
            if (b is not ((>= 0x20 and < 0x7F) or (byte)'\t' or (byte)'\n' or (byte)'\r'))
                return false;
        }
        return true;
    }
}
