using System.Text;

namespace CaffeSharpGen.Torch7.Encodings;

/// <summary>Text of a file as messages show it: in quotes, on one line, not too long.</summary>
internal static class Quoted
{
    private const int MostShown = 60;

    /// <summary>Quotes a text.</summary>
    public static string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>Quotes bytes, read as UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostShown)]);
        var shown = new StringBuilder("'");
        foreach (char c in text)
            shown.Append(char.IsControl(c) ? '\uFFFD' : c);
        return shown.Append(bytes.Length > MostShown ? $"…' ({bytes.Length} bytes)" : "'").ToString();
    }
}
