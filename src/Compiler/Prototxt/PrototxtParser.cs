using System.Collections.Immutable;
using System.Text;
using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>
/// Parses protobuf text format, as Caffe's tools accept it. Stops at the first syntax error: what follows one is guesswork. Never throws.
/// </summary>
public sealed class PrototxtParser
{
    // Caffe's messages nest four deep; a limit keeps hostile files off the stack.
    private const int MostDepth = 64;

    private readonly string text;
    private readonly Lexer lexer;
    private readonly List<TextSpan> spans = [];

    // The fields of all messages that are open, the innermost's last.
    private FieldNode[] open = new FieldNode[16];
    private int openCount;

    // The names of all messages that are open, the innermost's last.
    private readonly Stack<(string Name, TextSpan Span)> messages = [];
    private Token token;
    private Problem? error;
    private int depth;

    private PrototxtParser(string text)
    {
        this.text = text;
        lexer = new Lexer(text);
        token = lexer.Next();
    }

    /// <summary>Parses a text.</summary>
    public static ParsedPrototxt Parse(string text)
    {
        var parser = new PrototxtParser(text);
        int id = parser.NewNode(new TextSpan(0, 0));
        MessageNode root = new(id, parser.Fields(end: null));
        Problem? error = parser.error;
        if (error is not null && (OtherText.Recognize(text) ?? OtherText.Conflict(text, parser.spans[error.Node].Start)) is { } other)
            error = error with { Message = other };
        return new ParsedPrototxt(root, new SpanTable(parser.spans, text), error is null ? [] : [error]);
    }

    private EquatableArray<FieldNode> Fields(string? end)
    {
        int from = openCount;
        while (error is null)
        {
            if (end is null ? token.Kind == TokenKind.End : token.Is(end))
                break;
            Field(end);
        }
        ImmutableArray<FieldNode> fields = openCount == from ? [] : ImmutableArray.Create(open, from, openCount - from);
        openCount = from;
        return fields;
    }

    private void Field(string? end)
    {
        if (token.Kind != TokenKind.Identifier && !token.Is("["))
        {
            Fail(token.Kind == TokenKind.End ? $"the file ends inside a message; a '{end}' is missing{Unclosed()}"
                : token.Is("/") ? "comments begin with #, not with /"
                : end is null && token.Is("}") ? $"a field's name was expected, not {token}, which closes no message: there is one too many"
                : $"a field's name was expected, not {token}");
            return;
        }
        TextSpan nameSpan = token.Span;
        string name = Name();
        bool colon = Take(":");
        if (error is not null)
            return;
        if (token.Is("["))
        {
            List(name, nameSpan);
        }
        else
        {
            if (!colon && !token.Is("{") && !token.Is("<"))
            {
                Fail($"after the field '{Excerpt.Of(name)}' a ':' and a value, or a '{{', was expected, not {token}");
                return;
            }
            Add(name, nameSpan);
        }
        if (error is null && !Take(";"))
            Take(",");
    }

    // Where a brace was forgotten, what follows is inside that message, and closes what it opens.
    private string Unclosed()
    {
        if (messages.Count == 0)
            return "";
        (string name, TextSpan span) = messages.Peek();
        (int line, int column) = new SpanTable(spans, text).LinePosition(span.Start);
        return $", for '{Excerpt.Of(name)}' of line {line + 1}, column {column + 1}";
    }

    // [a, b] is the field given twice.
    private void List(string name, TextSpan nameSpan)
    {
        Advance();
        if (Take("]"))
            return;
        while (error is null)
        {
            Add(name, nameSpan);
            if (error is not null || Take("]"))
                return;
            if (!Take(","))
                Fail($"the values of the list '{Excerpt.Of(name)}' must be separated by ',' and end with ']'; {token} was found");
        }
    }

    private void Add(string name, TextSpan nameSpan)
    {
        int id = NewNode(nameSpan);
        if (Value(name, nameSpan) is not { } value)
            return;
        if (openCount == open.Length)
            Array.Resize(ref open, 2 * openCount);
        open[openCount++] = new FieldNode(id, name, value);
    }

    private ValueNode? Value(string name, TextSpan nameSpan)
    {
        if (token.Is("{") || token.Is("<"))
        {
            messages.Push((name, nameSpan));
            MessageNode? message = Message(token.Is("{") ? "}" : ">");
            messages.Pop();
            return message;
        }
        if (token.Kind == TokenKind.String)
            return Strings();
        int start = token.Span.Start;
        bool negative = Take("-");
        if (token.Kind is TokenKind.Number || (token.Kind is TokenKind.Identifier && (!negative || NumberText.TryFloat(token.Text, out _))))
        {
            ScalarKind kind = token.Kind == TokenKind.Number ? ScalarKind.Number : ScalarKind.Identifier;
            int id = NewNode(new TextSpan(start, token.Span.Start + token.Span.Length - start));
            var scalar = new ScalarNode(id, kind, negative ? "-" + token.Text : token.Text);
            Advance();
            return scalar;
        }
        Fail($"a value of '{Excerpt.Of(name)}' was expected, not {token}");
        return null;
    }

    private MessageNode? Message(string end)
    {
        if (++depth > MostDepth)
        {
            Fail($"messages are nested more than {MostDepth} deep");
            return null;
        }
        int id = NewNode(token.Span);
        Advance();
        EquatableArray<FieldNode> fields = Fields(end);
        if (error is null)
            Advance();
        depth--;
        return new MessageNode(id, fields);
    }

    private ScalarNode Strings()
    {
        int id = NewNode(token.Span);
        string text = token.Text;
        Advance();
        if (token.Kind != TokenKind.String)
            return new ScalarNode(id, ScalarKind.String, text);
        var joined = new StringBuilder(text);
        for (; token.Kind == TokenKind.String; Advance())
            joined.Append(token.Text);
        return new ScalarNode(id, ScalarKind.String, joined.ToString());
    }

    // A plain name, or an extension's or type's in brackets.
    private string Name()
    {
        if (token.Kind == TokenKind.Identifier)
        {
            string plain = token.Text;
            Advance();
            return plain;
        }
        var name = new StringBuilder();
        for (Advance(); error is null && !token.Is("]"); Advance())
        {
            if (token.Kind == TokenKind.Identifier || token.Is(".") || token.Is("/") || token.Is("-"))
                name.Append(token.Text);
            else
                Fail($"the name of an extension was expected, not {token}");
        }
        if (error is null)
            Advance();
        return $"[{name}]";
    }

    private bool Take(string symbol)
    {
        if (!token.Is(symbol))
            return false;
        Advance();
        return true;
    }

    private void Advance()
    {
        token = lexer.Next();
        if (token.Kind == TokenKind.Wrong)
            Fail(token.Text);
    }

    private void Fail(string message)
    {
        if (token.Kind == TokenKind.Wrong)
            message = token.Text;
        error ??= new Problem(ProblemCodes.Syntax, Severity.Error, NewNode(token.Span), message);
    }

    private int NewNode(TextSpan span)
    {
        spans.Add(span);
        return spans.Count - 1;
    }
}
