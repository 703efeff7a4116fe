using System.Text;

namespace CaffeSharpGen.SideBySide.Report;

/// <summary>A table, with a line of text before it.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder text = new();

    public MarkdownTable(string title, params IEnumerable<string> columns)
    {
        text.AppendLine(title).AppendLine();
        string[] heads = [.. columns];
        Add(heads);
        // Figures stand to the right.
        Add(heads.Select((_, i) => i == 0 ? "---" : "---:"));
    }

    public void Add(params IEnumerable<string> cells) => text.AppendLine($"| {string.Join(" | ", cells)} |");

    public override string ToString() => text.ToString();
}
