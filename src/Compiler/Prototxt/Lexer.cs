using System.Globalization;
using System.Text;
using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Cuts protobuf text format into tokens. Comments run from <c>#</c> to the end of the line and may hold anything.</summary>
internal sealed class Lexer(string text)
{
    private const string Symbols = "{}<>[]:;,-/.";
    private static readonly string[] SymbolTexts = [.. Symbols.Select(symbol => symbol.ToString())];

    private readonly WordTable words = new();
    private int position;

    /// <summary>The next token; after the end, the end again.</summary>
    public Token Next()
    {
        SkipBlanks();
        int start = position;
        if (position >= text.Length)
            return new Token(TokenKind.End, new TextSpan(text.Length, 0), "");
        char c = text[position];
        if (IsLetter(c))
            return Word(start);
        if (IsDigit(c) || (c == '.' && position + 1 < text.Length && IsDigit(text[position + 1])))
            return Number(start);
        if (c is '"' or '\'')
            return String(start);
        position++;
        int symbol = Symbols.IndexOf(c);
        return symbol >= 0
            ? new Token(TokenKind.Symbol, Span(start), SymbolTexts[symbol])
            : new Token(TokenKind.Wrong, Span(start), InvisibleCharacters.Fault(c));
    }

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private TextSpan Span(int start) => new(start, position - start);

    private void SkipBlanks()
    {
        while (position < text.Length)
        {
            char c = text[position];
            if (c == '#')
            {
                while (position < text.Length && text[position] is not ('\n' or '\r'))
                    position++;
            }
            else if (c is ' ' or '\t' or '\r' or '\n' or '\v' or '\f' || (c == '\uFEFF' && position == 0))
            {
                position++;
            }
            else
            {
                return;
            }
        }
    }

    private Token Word(int start)
    {
        while (position < text.Length && (IsLetter(text[position]) || IsDigit(text[position])))
            position++;
        return new Token(TokenKind.Identifier, Span(start), words.Of(text, start, position - start));
    }

    private Token Number(int start)
    {
        while (position < text.Length)
        {
            char c = text[position];
            bool exponentSign = c is '+' or '-' && text[position - 1] is 'e' or 'E' && !IsHex(start);
            if (!IsLetter(c) && !IsDigit(c) && c != '.' && !(c is '+' or '-' && exponentSign))
                break;
            position++;
        }
        string number = words.Of(text, start, position - start);
        return NumberText.IsValid(number)
            ? new Token(TokenKind.Number, Span(start), number)
            : new Token(TokenKind.Wrong, Span(start),
                $"'{Excerpt.Of(number)}' is not a number, and a name cannot begin with a digit; text must stand in quotes");
    }

    private bool IsHex(int start) => position - start >= 2 && text[start] == '0' && text[start + 1] is 'x' or 'X';

    private Token String(int start)
    {
        char quote = text[position++];
        int from = position;
        SkipPlain(quote);
        if (position < text.Length && text[position] == quote)
            return new Token(TokenKind.String, new TextSpan(start, ++position - start), words.Of(text, from, position - 1 - from));

        // What has escapes is decoded piece by piece.
        var decoded = new StringBuilder(text, from, position - from, Math.Max(16, position - from));
        while (position < text.Length && text[position] == '\\')
        {
            if (!Escape(decoded))
            {
                return new Token(TokenKind.Wrong, new TextSpan(position, Math.Min(2, text.Length - position)),
                    "this is not an escape sequence; write \\\\ for a backslash");
            }
            from = position;
            SkipPlain(quote);
            decoded.Append(text, from, position - from);
        }
        if (position >= text.Length || text[position] != quote)
            return new Token(TokenKind.Wrong, Span(start), $"this string is not closed on its line; a {quote} is missing");
        position++;
        return new Token(TokenKind.String, Span(start), decoded.ToString());
    }

    // Up to the end of the string, of the line, or the next escape sequence.
    private void SkipPlain(char quote)
    {
        while (position < text.Length && text[position] is not ('\n' or '\r' or '\\') && text[position] != quote)
            position++;
    }

    // Octal and hexadecimal escapes are bytes of UTF-8; those of one byte are all that names and paths hold.
    private bool Escape(StringBuilder decoded)
    {
        const string Letters = "abfnrtv\\'\"?", Meanings = "\a\b\f\n\r\t\v\\'\"?";
        if (position + 1 >= text.Length)
            return false;
        char c = text[position + 1];
        int known = Letters.IndexOf(c);
        if (known >= 0)
        {
            decoded.Append(Meanings[known]);
            position += 2;
            return true;
        }
        bool octal = c is >= '0' and <= '7';
        if (!octal && c is not ('x' or 'X'))
            return false;
        int from = position + (octal ? 1 : 2), to = from;
        while (to < text.Length && to - from < (octal ? 3 : 2) && (octal ? text[to] is >= '0' and <= '7' : Uri.IsHexDigit(text[to])))
            to++;
        if (to == from)
            return false;
        string digits = text.Substring(from, to - from);
        int code = octal ? Convert.ToInt32(digits, 8) : int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        decoded.Append((char)(code & 0xFF));
        position = to;
        return true;
    }
}
