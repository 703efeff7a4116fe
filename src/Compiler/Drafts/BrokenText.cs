using System.Text;
using System.Text.RegularExpressions;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Drafts;

/// <summary>
/// Reads what it can of a text with a syntax error, so that the layers behind the error keep their members. It skips what it does not
/// understand and begins anew at the next <c>layer {</c>, whatever is open there. It reports nothing:
/// <see cref="PrototxtParser"/> does, and stops at the first error.
/// </summary>
internal sealed class BrokenText
{
    // Deeper than any layer. A limit keeps hostile texts off the stack.
    private const int MostDepth = 16;

    private readonly string text;
    private readonly Lexer lexer;
    private Token token, second, third;
    private int nodes;

    private BrokenText(string text)
    {
        this.text = text;
        lexer = new Lexer(text);
        (token, second, third) = (lexer.Next(), lexer.Next(), lexer.Next());
    }

    /// <summary>What could be read; nothing of what is no prototxt at all.</summary>
    public static MessageNode Read(string text) =>
        OtherText.Recognize(text) is null ? new BrokenText(WithoutWrongEscapes(text)).Message(depth: 0) : new MessageNode(0, []);

    // Of paths, such as "C:\mine". A string that has one would not end.
    private static string WithoutWrongEscapes(string text) =>
        Regex.Replace(text, @"\\(?:[abfnrtv\\'""?0-7]|[xX][0-9a-fA-F])|\\", match => match.Length == 1 ? "/" : match.Value);

    private MessageNode Message(int depth)
    {
        int id = nodes++;
        var fields = new List<FieldNode>();
        while (token.Kind != TokenKind.End && !EndsHere(depth, fields))
        {
            if (token.Kind == TokenKind.Identifier)
                Field(fields, depth);
            else if (depth == 0 && IsOpening(token))
                AddMessage(fields, "layer", depth); // Its name is missing.
            else if (depth > 0 && IsClosing(token))
            {
                Advance();
                break;
            }
            else
                Advance();
        }
        return new MessageNode(id, [.. fields]);
    }

    // A bracket that is missing is found at the next layer, and at a field that only layers have.
    private bool EndsHere(int depth, List<FieldNode> fields)
    {
        if (depth == 0 || token.Kind != TokenKind.Identifier)
            return false;
        if (token.Text is "layer" or "layers")
        {
            // Caffe's first format has a layer in each layer, before all other fields.
            bool isInner = depth == 1 && fields.Count == 0 && token.Text == "layer" && IsOpening(second);
            return !isInner && (IsOpening(second) || (second.Is(":") && IsOpening(third)) || BeginsField(second, third));
        }
        return depth > 1 && token.Text is "bottom" or "top" && second.Is(":");
    }

    private void Field(List<FieldNode> fields, int depth)
    {
        string name = token.Text;
        Advance();
        if (token.Is(":"))
            Advance();
        if (IsOpening(token) || (depth == 0 && name is "layer" or "layers" && BeginsField(token, second)))
        {
            AddMessage(fields, name, depth);
        }
        else if (token.Is("["))
        {
            Advance();
            while (Scalar() is { } item)
            {
                fields.Add(new FieldNode(nodes++, name, item));
                if (token.Is(","))
                    Advance();
            }
            if (token.Is("]"))
                Advance();
        }
        else if (Scalar() is { } value)
        {
            fields.Add(new FieldNode(nodes++, name, value));
        }
    }

    // Its opening bracket may be missing.
    private void AddMessage(List<FieldNode> fields, string name, int depth)
    {
        if (IsOpening(token))
            Advance();
        if (depth == MostDepth)
            return;
        int id = nodes++;
        fields.Add(new FieldNode(id, name, Message(depth + 1)));
    }

    // Null where the value is missing.
    private ScalarNode? Scalar()
    {
        int start = token.Span.Start;
        if (token.Kind == TokenKind.String)
        {
            var joined = new StringBuilder();
            for (; token.Kind == TokenKind.String; Advance())
                joined.Append(token.Text);
            return new ScalarNode(nodes++, ScalarKind.String, BeforeNextField(joined.ToString()));
        }
        if (IsQuote(start) && token.Kind == TokenKind.Wrong)
        {
            string rest = text.Substring(start + 1, Math.Max(0, token.Span.Length - 1));
            Advance();
            return new ScalarNode(nodes++, ScalarKind.String, BeforeNextField(rest.TrimEnd()));
        }
        bool isWord = token.Kind == TokenKind.Identifier && !second.Is(":") && !IsOpening(second);
        if (!isWord && token.Kind is not (TokenKind.Number or TokenKind.Wrong) && !token.Is("-"))
            return null;
        ScalarKind kind = token.Kind == TokenKind.Identifier ? ScalarKind.Identifier : ScalarKind.Number;
        // A name without quotes may hold signs: conv1/3x3.
        int end;
        do
        {
            end = token.Span.Start + token.Span.Length;
            kind = token.Kind == TokenKind.Wrong || token.Is("/") ? ScalarKind.String : kind;
            Advance();
        }
        while (token.Span.Start == end && !EndsWord(token));
        return new ScalarNode(nodes++, kind, text.Substring(start, end - start));
    }

    // Where a quote is missing, the string runs up to the next one: "conv1 type: "Convolution".
    private static string BeforeNextField(string read)
    {
        int blank = read.IndexOf(' ');
        return blank > 0 && read.TrimEnd().EndsWith(":", StringComparison.Ordinal) ? read.Substring(0, blank) : read;
    }

    private static bool BeginsField(Token name, Token behind) =>
        name.Kind == TokenKind.Identifier && (behind.Is(":") || IsOpening(behind));

    private bool EndsWord(Token next) => next.Kind is TokenKind.String or TokenKind.End || IsQuote(next.Span.Start)
        || (next.Kind == TokenKind.Symbol && next.Text is not ("/" or "-" or "."));

    private bool IsQuote(int at) => at < text.Length && text[at] is '"' or '\'';

    private static bool IsOpening(Token token) => token.Is("{") || token.Is("<");

    private static bool IsClosing(Token token) => token.Is("}") || token.Is(">");

    private void Advance() => (token, second, third) = (second, third, lexer.Next());
}
