namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>What a message quotes of a text: the beginning, where the whole is too long for a reader.</summary>
public static class Excerpt
{
    /// <summary>Characters that are quoted at most.</summary>
    public const int MostCharacters = 80;

    /// <summary>The text, or its beginning and an ellipsis.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MostCharacters)
            return text;
        // A character of two halves is not cut in the middle.
        int length = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return text.Substring(0, length) + "…";
    }
}
