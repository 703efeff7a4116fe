using System.Text;

namespace CaffeSharpGen.Csg.Upgrade.Source;

/// <summary>Something at the top of a prototxt: a field, or a list of fields of one name.</summary>
/// <param name="Before">Comments before it.</param>
/// <param name="Fields">The fields; at the top the comments before an item are not those of its first field.</param>
/// <param name="Start">Where it begins, behind the comments before it.</param>
/// <param name="End">Where it ends, with a separator and a comment on its last line.</param>
internal sealed record SourceItem(IReadOnlyList<string> Before, IReadOnlyList<SourceField> Fields, int Start, int End);

/// <summary>
/// Reads a prototxt that <see cref="Compiler.Prototxt.PrototxtParser"/> accepts, with comments. The compiler's tree has neither these nor
/// values as they are written.
/// </summary>
internal sealed class SourceParser
{
    private readonly List<SourceToken> tokens;
    private int next;

    // Comments that no field has yet.
    private List<string> comments = [];

    private SourceParser(string text) => tokens = SourceToken.Cut(text);

    /// <summary>Reads a text.</summary>
    public static IReadOnlyList<SourceItem> Parse(string text)
    {
        var parser = new SourceParser(text);
        var items = new List<SourceItem>();
        for (parser.TakeComments(); parser.next < parser.tokens.Count; parser.TakeComments())
        {
            int start = parser.Token.Start;
            List<string> before = parser.TakenComments();
            List<SourceField> fields = parser.Fields();
            items.Add(new SourceItem(before, fields, start, parser.tokens[parser.next - 1].End));
        }
        return items;
    }

    private SourceToken Token => tokens[next];

    private void TakeComments()
    {
        for (; next < tokens.Count && Token.Kind == SourceTokenKind.Comment; next++)
            comments.Add(Token.Text);
    }

    private SourceToken Take()
    {
        SourceToken token = tokens[next++];
        TakeComments();
        return token;
    }

    private bool Take(char symbol)
    {
        if (next >= tokens.Count || !Token.Is(symbol))
            return false;
        Take();
        return true;
    }

    // One field, or those of a list. The last of them has the comment behind it.
    private List<SourceField> Fields()
    {
        int start = Token.Start;
        string name = Name();
        Take(':');
        var fields = new List<SourceField>();
        if (next < tokens.Count && Token.Is('['))
        {
            Take();
            while (!Token.Is(']'))
            {
                fields.Add(Value(name, Token.Start));
                TakeComments();
                Take(',');
            }
            next++;
        }
        else
        {
            fields.Add(Value(name, start));
        }
        TakeSeparator();
        if (next < tokens.Count && Token is { Kind: SourceTokenKind.Comment, IsFirstOnLine: false } && fields.Count > 0)
            fields[^1].Behind = tokens[next++].Text;
        return fields;
    }

    // Without what is behind it: that may be a comment of the field before.
    private void TakeSeparator()
    {
        if (next < tokens.Count && (Token.Is(';') || Token.Is(',')))
            next++;
    }

    private string Name()
    {
        SourceToken token = Take();
        if (!token.Is('['))
            return token.Text;
        var name = new StringBuilder("[");
        while (!Token.Is(']'))
            name.Append(Take().Text);
        Take();
        return name.Append(']').ToString();
    }

    // The token behind it is not taken, nor are comments there.
    private SourceField Value(string name, int start)
    {
        if (Token.Is('{') || Token.Is('<'))
        {
            List<string> before = TakenComments();
            return new SourceField(name) { Message = Message(), Before = before, Start = start };
        }
        string text;
        if (Token.Kind == SourceTokenKind.String)
        {
            List<string> parts = [tokens[next++].Text];
            while (NextString() is { } further)
            {
                TakeComments();
                parts.Add(further);
                next++;
            }
            text = string.Join(' ', parts);
        }
        else
        {
            text = Take('-') ? "-" : "";
            text += tokens[next++].Text;
        }
        return new SourceField(name) { Text = text, Before = TakenComments(), Start = start };
    }

    private string? NextString()
    {
        int at = next;
        while (at < tokens.Count && tokens[at].Kind == SourceTokenKind.Comment)
            at++;
        return at < tokens.Count && tokens[at].Kind == SourceTokenKind.String ? tokens[at].Text : null;
    }

    private SourceMessage Message()
    {
        char end = Take().Is('{') ? '}' : '>';
        var message = new SourceMessage();
        for (TakeComments(); !Token.Is(end); TakeComments())
            message.Fields.AddRange(Fields());
        message.AtEnd.AddRange(TakenComments());
        next++;
        return message;
    }

    private List<string> TakenComments()
    {
        List<string> taken = comments;
        comments = [];
        return taken;
    }
}
