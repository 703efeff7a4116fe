namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>
/// The words of a text as strings. A prototxt has few different words, each many times: a word that was seen shortly before is the same
/// string again. The table never grows.
/// </summary>
internal sealed class WordTable
{
    private const int Slots = 256;

    // Longer ones are rarely the same.
    private const int LongestWord = 64;

    private readonly string?[] words = new string?[Slots];

    /// <summary>A part of a text as a string.</summary>
    public string Of(string text, int start, int length)
    {
        if (length == 0)
            return "";
        if (length > LongestWord)
            return text.Substring(start, length);
        uint hash = 2166136261;
        for (int i = start; i < start + length; i++)
            hash = unchecked((hash ^ text[i]) * 16777619);
        ref string? slot = ref words[(hash ^ (hash >> 16)) % Slots];
        if (slot is null || slot.Length != length || string.CompareOrdinal(slot, 0, text, start, length) != 0)
            slot = text.Substring(start, length);
        return slot;
    }
}
