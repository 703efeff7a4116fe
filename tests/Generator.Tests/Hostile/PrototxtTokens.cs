namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>Cuts prototxts into pieces that can be exchanged, right or wrong as they are.</summary>
internal static class PrototxtTokens
{
    /// <summary>Words, strings, and single other characters; comments and blanks go.</summary>
    public static List<string> Of(string text)
    {
        var tokens = new List<string>();
        for (int i = 0; i < text.Length;)
        {
            int from = i++;
            if (text[from] is '"' or '\'')
            {
                while (i < text.Length && text[i - 1] != '\n' && (text[i] != text[from] || text[i - 1] == '\\'))
                    i++;
                i = Math.Min(i + 1, text.Length);
            }
            else if (text[from] == '#')
            {
                while (i < text.Length && text[i] != '\n')
                    i++;
                continue;
            }
            else if (IsOfWord(text[from]))
            {
                while (i < text.Length && IsOfWord(text[i]))
                    i++;
            }
            if (!char.IsWhiteSpace(text[from]))
                tokens.Add(text[from..i]);
        }
        return tokens;
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '+';
}
