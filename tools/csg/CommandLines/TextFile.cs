using System.Text;
using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Reads texts that a command line names.</summary>
internal static class TextFile
{
    private const int MostBytes = 16 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">For messages: what it should be.</param>
    /// <exception cref="UserError">There is no such file, it is no UTF-8, or it is too large to be that.</exception>
    public static string Read(string path, string expected)
    {
        if (Directory.Exists(path))
            throw new UserError($"{path}: this is a folder; expected {expected}");
        if (!File.Exists(path))
            throw new UserError($"{path}: there is no such file; expected {expected}");
        using FileStream file = File.OpenRead(path);
        // An endless file has no length: it is read as far as a text may go.
        using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        char[] text = new char[MostBytes + 1];
        int length = ReadBlock(reader, text, path, expected);
        return length <= MostBytes
            ? new string(text, 0, length)
            : throw new UserError($"{path}: the file has more than {MostBytes:N0} characters; expected {expected}");
    }

    // What is read is written again: letters of another encoding would be lost.
    private static int ReadBlock(StreamReader reader, char[] text, string path, string expected)
    {
        try
        {
            return reader.ReadBlock(text);
        }
        catch (DecoderFallbackException)
        {
            throw new UserError(
                $"{path}: found bytes that are no UTF-8; expected {expected}, in UTF-8: iconv -f gb18030 -t utf-8 converts one from "
                + "Chinese, -f latin1 from Western European");
        }
    }
}
