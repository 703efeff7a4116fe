using System.Text;

namespace CaffeSharpGen.Csg.Upgrade.Source;

/// <summary>Writes fields, one a line, with their comments.</summary>
/// <param name="text">Takes them.</param>
/// <param name="newLine">How lines end.</param>
internal sealed class SourcePrinter(StringBuilder text, string newLine)
{
    private const string Step = "  ";

    /// <summary>Writes a field at the top, without the comments before it and without the end of its last line.</summary>
    public void Write(SourceField field) => Write(field, "");

    private void Write(SourceField field, string indent)
    {
        if (field.Message is { } message)
        {
            text.Append(indent).Append(field.Name).Append(" {").Append(newLine);
            foreach (SourceField inner in message.Fields)
            {
                Comments(inner.Before, indent + Step);
                Write(inner, indent + Step);
                text.Append(newLine);
            }
            Comments(message.AtEnd, indent + Step);
            text.Append(indent).Append('}');
        }
        else
        {
            text.Append(indent).Append(field.Name).Append(": ").Append(field.Text);
        }
        if (field.Behind is { } comment)
            text.Append(' ').Append(comment);
    }

    /// <summary>Writes comments, each on a line.</summary>
    public void Comments(IEnumerable<string> comments, string indent = "")
    {
        foreach (string comment in comments)
            text.Append(indent).Append(comment).Append(newLine);
    }
}
