namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>A stretch of text.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="Length">Count of characters.</param>
public readonly record struct TextSpan(int Start, int Length);

/// <summary>Where the nodes of a prototxt stand: of a field its name, of a value the value.</summary>
public sealed class SpanTable
{
    private readonly IReadOnlyList<TextSpan> spans;
    private readonly int[] lineStarts;

    internal SpanTable(IReadOnlyList<TextSpan> spans, string text)
    {
        this.spans = spans;
        var starts = new List<int> { 0 };
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                starts.Add(i + 1);
        }
        lineStarts = [.. starts];
    }

    /// <summary>Where a node stands.</summary>
    public TextSpan this[int node] => spans[node];

    /// <summary>Line and column of an offset, both counted from 0.</summary>
    public (int Line, int Column) LinePosition(int offset)
    {
        int line = Array.BinarySearch(lineStarts, offset);
        line = line < 0 ? ~line - 1 : line;
        return (line, offset - lineStarts[line]);
    }
}
