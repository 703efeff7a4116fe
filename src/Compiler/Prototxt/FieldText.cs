using System.Text;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Fields as text of a prototxt, in one line.</summary>
public static class FieldText
{
    /// <summary>Such as <c>python_param { module: "a" layer: "B" }</c>; empty for none.</summary>
    public static string Of(IEnumerable<FieldNode> fields)
    {
        var text = new StringBuilder();
        Write(text, fields);
        return text.ToString();
    }

    private static void Write(StringBuilder text, IEnumerable<FieldNode> fields)
    {
        foreach (FieldNode field in fields)
        {
            if (text.Length > 0 && text[text.Length - 1] != ' ')
                text.Append(' ');
            text.Append(field.Name);
            switch (field.Value)
            {
                case MessageNode message:
                    text.Append(" { ");
                    Write(text, message.Fields);
                    text.Append(message.Fields.Length > 0 ? " }" : "}");
                    break;
                case ScalarNode { Kind: ScalarKind.String } quoted:
                    text.Append(": ");
                    Quote(text, quoted.Text);
                    break;
                case ScalarNode scalar:
                    text.Append(": ").Append(scalar.Text);
                    break;
            }
        }
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
