using System.Text;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>Words as a part of file names: they cannot lead out of a folder, and any file system takes them.</summary>
public static class FileNamePart
{
    // File systems count 255 bytes; the rest is for what stands around it.
    private const int MostBytes = 200;

    /// <summary>
    /// The words, with an underscore for each character that some file system does not take, cut where they are too long.
    /// </summary>
    /// <param name="words">The words.</param>
    /// <param name="most">How many bytes it may have: fewer where a name has several such parts.</param>
    public static string Of(string words, int most = MostBytes)
    {
        var name = new StringBuilder();
        int bytes = 0;
        foreach (Rune rune in words.EnumerateRunes())
        {
            Rune safe = Rune.IsControl(rune) || (rune.IsAscii && "/\\<>:\"|?*".Contains((char)rune.Value, StringComparison.Ordinal))
                ? new Rune('_')
                : rune;
            bytes += safe.Utf8SequenceLength;
            if (bytes > most)
                break;
            name.Append(safe);
        }
        return name.ToString();
    }
}
