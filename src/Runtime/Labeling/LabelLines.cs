using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CaffeSharpGen;

/// <summary>The lines of a file of class names.</summary>
internal static class LabelLines
{
    // ImageNet's 21,841 classes with all their synonyms take 1.1 MB. What goes on beyond this is another kind of file, or has no end.
    private const int MostBytes = 1 << 24;

    /// <summary>Reads all of them; blank ones at the end do not count.</summary>
    /// <exception cref="InvalidDataException">There is none, one is blank, or what is read is no text or has no end.</exception>
    public static string[] Read(Stream text, string name)
    {
        string all = Decode(ReadAll(text, name), name).Replace("\r\n", "\n", StringComparison.Ordinal);
        string[] lines = all.Split('\n', '\r');
        int count = lines.Length;
        while (count > 0 && string.IsNullOrWhiteSpace(lines[count - 1]))
            count--;
        if (count == 0)
            throw Invalid(name, "nothing", "class names, one a line");
        for (int i = 0; i < count; i++)
        {
            lines[i] = lines[i].Trim();
            if (lines[i].Length == 0)
                throw Invalid(name, $"a blank line {i + 1}, which would move all names behind it", "a name for each class");
        }
        return lines[..count];
    }

    /// <summary>Takes ids from names, if all lines begin with one.</summary>
    public static bool TrySplitSynsets(string[] lines, [NotNullWhen(true)] out string[]? ids, [NotNullWhen(true)] out string[]? words)
    {
        (ids, words) = (null, null);
        if (!Array.TrueForAll(lines, HasSynset))
            return false;
        ids = Array.ConvertAll(lines, line => line[..SynsetLength]);
        words = Array.ConvertAll(lines, line => line[SynsetLength..].Trim());
        return true;
    }

    private const int SynsetLength = 9;

    private static bool HasSynset(string line) => line.Length > SynsetLength + 1 && line[0] == 'n' && char.IsWhiteSpace(line[SynsetLength])
        && !line.AsSpan(1, SynsetLength - 1).ContainsAnyExceptInRange('0', '9');

    private static MemoryStream ReadAll(Stream text, string name)
    {
        var all = new MemoryStream();
        byte[] part = new byte[1 << 14];
        while (text.Read(part) is var count && count > 0)
        {
            if (all.Length + count > MostBytes)
                throw Invalid(name, $"more than {MostBytes} bytes", "class names, one a line");
            all.Write(part, 0, count);
        }
        return all;
    }

    private static string Decode(MemoryStream bytes, string name)
    {
        try
        {
            bytes.Position = 0;
            using var reader = new StreamReader(bytes, new UTF8Encoding(false, throwOnInvalidBytes: true));
            string text = reader.ReadToEnd();
            return text.Contains('\0') ? throw Invalid(name, "a file that is no text", "class names, one a line") : text;
        }
        catch (DecoderFallbackException problem)
        {
            throw new InvalidDataException($"{name}: found bytes that are no UTF-8; expected class names, one a line", problem);
        }
    }

    private static InvalidDataException Invalid(string name, string found, string expected) =>
        new($"{name}: found {found}; expected {expected}");
}
