using System.Text;

namespace CaffeSharpGen.Compiler.Problems;

/// <summary>What a message quotes of a text: the beginning, where the whole is too long for a reader.</summary>
public static class Excerpt
{
    /// <summary>Characters that are quoted at most.</summary>
    public const int MostCharacters = 80;

    // After so many no further item is quoted.
    private const int MostCharactersOfList = 2 * MostCharacters;

    /// <summary>The text, or its beginning and an ellipsis.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MostCharacters)
            return text;
        // A character of two halves is not cut in the middle.
        int length = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return text.Substring(0, length) + "…";
    }

    /// <summary>The items, separated; of many the first ones, and how many there are.</summary>
    public static string List(IReadOnlyCollection<string> items, string separator = ", ")
    {
        var quoted = new StringBuilder();
        int shown = 0;
        foreach (string item in items)
        {
            if (quoted.Length > MostCharactersOfList)
                return $"{quoted}{separator}… ({items.Count} in all)";
            quoted.Append(shown++ == 0 ? "" : separator).Append(Of(item));
        }
        return quoted.ToString();
    }
}
