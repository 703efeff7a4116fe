using System.Text;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Recognizes files that are called pictures, and were downloaded instead of one.</summary>
internal static class OtherFile
{
    // Pages begin with many empty lines.
    private const int MostBlanks = 4096, MostOfStart = 64;

    /// <summary>What a file is; null if that is not known.</summary>
    public static string? Recognize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        int at = 0;
        while (at < Math.Min(bytes.Length, MostBlanks) && bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        string start = Encoding.Latin1.GetString(bytes[at..Math.Min(bytes.Length, at + MostOfStart)]);
        bool Begins(string text) => start.StartsWith(text, StringComparison.OrdinalIgnoreCase);
        if (Begins("version https://git-lfs"))
            return "a pointer of Git LFS: the picture itself was not fetched (git lfs pull)";
        if (Begins("<svg") || (Begins("<?xml") && Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MostBlanks)]).Contains("<svg")))
            return "an SVG drawing";
        return Begins("<!doctype") || Begins("<html") || Begins("<head") || Begins("<?xml")
            ? "a file that is no picture: this is a web page (the download failed, or the page was saved instead of the picture)"
            : null;
    }
}
