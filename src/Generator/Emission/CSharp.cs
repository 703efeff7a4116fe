namespace CaffeSharpGen.Generator.Emission;

/// <summary>Text of a prototxt inside C#.</summary>
internal static class CSharp
{
    /// <summary>Text inside an XML documentation comment.</summary>
    public static string Documentation(string text) => Comment(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>Text inside a comment of one line: what ends a line in C#, and what XML refuses, becomes a blank.</summary>
    public static string Comment(string text) =>
        text.All(c => c is >= ' ' and <= '~')
            ? text
            : new([.. text.Select((c, i) => EndsLine(c) || IsNoCharacter(text, i) ? ' ' : c)]);

    // Control characters, U+0085 among them, and the two separators of Unicode.
    private static bool EndsLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    // Half a character, or one that Unicode has promised never to give out: neither UTF-8 nor XML takes them.
    private static bool IsNoCharacter(string text, int i) =>
        text[i] is '\uFFFE' or '\uFFFF' || (char.IsSurrogate(text[i]) && !IsInPair(text, i));

    private static bool IsInPair(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
