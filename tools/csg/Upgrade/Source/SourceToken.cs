namespace CaffeSharpGen.Csg.Upgrade.Source;

/// <summary>What a piece of a prototxt is.</summary>
internal enum SourceTokenKind
{
    /// <summary>A name, a number, a word.</summary>
    Word,

    /// <summary>Text in quotes.</summary>
    String,

    /// <summary>A single character.</summary>
    Symbol,

    /// <summary>From <c>#</c> to the end of the line.</summary>
    Comment,
}

/// <summary>A piece of a prototxt.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Text">As written.</param>
/// <param name="IsFirstOnLine">Whether nothing stands before it on its line.</param>
internal readonly record struct SourceToken(SourceTokenKind Kind, int Start, string Text, bool IsFirstOnLine)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Text.Length;

    /// <summary>Whether it is this symbol.</summary>
    public bool Is(char symbol) => Kind == SourceTokenKind.Symbol && Text[0] == symbol;

    /// <summary>Cuts a prototxt that parses; comments are pieces too.</summary>
    public static List<SourceToken> Cut(string text)
    {
        var tokens = new List<SourceToken>();
        bool isFirst = true;
        for (int at = 0; at < text.Length;)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                isFirst |= c is '\n' or '\r';
                at++;
                continue;
            }
            SourceTokenKind kind = c == '#' ? SourceTokenKind.Comment
                : c is '"' or '\'' ? SourceTokenKind.String
                : IsOfWord(text, at, at) ? SourceTokenKind.Word
                : SourceTokenKind.Symbol;
            int end = kind switch
            {
                SourceTokenKind.Comment => EndOfLine(text, at),
                SourceTokenKind.String => EndOfString(text, at),
                SourceTokenKind.Word => EndOfWord(text, at),
                _ => at + 1,
            };
            tokens.Add(new SourceToken(kind, at, text[at..end].TrimEnd(), isFirst));
            isFirst = false;
            at = end;
        }
        return tokens;
    }

    private static int EndOfLine(string text, int at)
    {
        int end = text.AsSpan(at).IndexOfAny('\n', '\r');
        return end < 0 ? text.Length : at + end;
    }

    private static int EndOfString(string text, int at)
    {
        int end = at + 1;
        while (text[end] != text[at])
            end += text[end] == '\\' ? 2 : 1;
        return end + 1;
    }

    private static int EndOfWord(string text, int at)
    {
        int end = at;
        while (end < text.Length && IsOfWord(text, at, end))
            end++;
        return end;
    }

    // The sign of an exponent belongs to its number.
    private static bool IsOfWord(string text, int start, int at) =>
        char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.'
        || (text[at] is '+' or '-' && at > start && text[at - 1] is 'e' or 'E' && text[start] is '.' or (>= '0' and <= '9')
            && !(text[start] == '0' && text[start + 1] is 'x' or 'X'));
}
