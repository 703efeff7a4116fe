using System.Text;

namespace CaffeSharpGen.TileGenerator;

/// <summary>C# source, line by line, indented by its braces.</summary>
internal sealed class Source
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>Adds a line, or some that have their indentation among each other; none for an empty text.</summary>
    public void Add(string lines)
    {
        foreach (string line in lines.Split('\n'))
            text.Append(' ', line.Length == 0 ? 0 : 4 * depth).Append(line).Append('\n');
    }

    /// <summary>Adds a line for each number below a limit.</summary>
    public void AddEach(int count, Func<int, string> line)
    {
        for (int i = 0; i < count; i++)
            Add(line(i));
    }

    /// <summary>Adds a line and a block below it.</summary>
    public void Block(string head, Action body)
    {
        Add($"{head}\n{{");
        depth++;
        body();
        depth--;
        Add("}");
    }

    /// <summary>Declares variables that are zero, six to a line.</summary>
    public void DeclareZeros(IEnumerable<string> names)
    {
        foreach (string[] line in names.Chunk(6))
            Add($"TVector {string.Join(", ", line.Select(name => $"{name} = TVector.Zero"))};");
    }

    /// <summary>What declares pointers to the inputs of some positions, each so many steps behind the one before.</summary>
    public static string Pointers(IEnumerable<int> positions, int apart)
    {
        string far = apart == 1 ? "step" : $"{apart} * step";
        return string.Join(", ", positions.Select(at => at == 0 ? "x0 = x + entry->Offset" : $"x{at} = x{at - apart} + {far}"));
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
