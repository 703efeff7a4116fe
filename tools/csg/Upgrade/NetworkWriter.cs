using System.Text;
using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Upgrade;

/// <summary>Writes a net of which some layers changed; the rest is copied as it is.</summary>
internal sealed class NetworkWriter
{
    private readonly string text;
    private readonly UpgradedLayers layers;
    private readonly string newLine;
    private readonly StringBuilder written = new();
    private readonly SourcePrinter printer;

    /// <param name="text">The old text.</param>
    /// <param name="layers">Its layers.</param>
    public NetworkWriter(string text, UpgradedLayers layers)
    {
        (this.text, this.layers) = (text, layers);
        newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        printer = new SourcePrinter(written, newLine);
    }

    /// <summary>The new text.</summary>
    /// <param name="items">What stands in the old one.</param>
    /// <param name="hasInputs">Whether there are inputs among it, which go.</param>
    /// <param name="inputLayers">What they became.</param>
    /// <param name="comments">Comments of inputs that are in none of these.</param>
    public string Write(
        IReadOnlyList<SourceItem> items, bool hasInputs, IReadOnlyList<SourceField> inputLayers, IReadOnlyList<string> comments)
    {
        int end = 0;
        foreach (SourceItem item in items)
        {
            string before = text[end..item.Start];
            end = item.End;
            bool isInput = item.Fields.Any(InputFields.Is);
            // Inputs come before the layers that read them, wherever they stood.
            if (hasInputs && (isInput || item.Fields.Any(field => field.Name is "layer" or "layers")))
            {
                written.Append(before);
                before = "";
                StartLine();
                printer.Comments(comments);
                Print(inputLayers);
                hasInputs = false;
                if (!isInput)
                    written.Append(newLine);
            }
            if (isInput)
                continue;
            if (item.Fields.Any(layers.Changed.ContainsKey) || item.Fields.Any(layers.Removed.Contains))
                Rewrite(item, before);
            else
                written.Append(before).Append(text, item.Start, item.End - item.Start);
        }
        return written.Append(text, end, text.Length - end).ToString();
    }

    private void Rewrite(SourceItem item, string before)
    {
        SourceField[] staying = [.. item.Fields.Where(field => !layers.Removed.Contains(field))];
        if (staying.Length == 0)
        {
            // Its comments stay where it was.
            foreach (string comment in item.Before.Concat(item.Fields.SelectMany(field => field.AllComments())))
                written.Append(newLine).Append(comment);
            return;
        }
        written.Append(before);
        StartLine();
        Print([.. staying.Select(field => layers.Changed.GetValueOrDefault(field, field))]);
    }

    private void Print(IReadOnlyList<SourceField> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0)
                written.Append(newLine);
            printer.Comments(fields[i].Before);
            printer.Write(fields[i]);
        }
    }

    private void StartLine()
    {
        while (written.Length > 0 && written[^1] is ' ' or '\t')
            written.Length--;
        if (written.Length > 0 && written[^1] is not ('\n' or '\r'))
            written.Append(newLine);
    }
}
