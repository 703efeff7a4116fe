namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Lines with a name in front, in a column.</summary>
/// <param name="output">Takes them.</param>
internal sealed class Lines(TextWriter output)
{
    private const int Width = 10;

    /// <summary>Adds a line.</summary>
    public void Add(string name, string value) => output.WriteLine($"{name.PadRight(Width)}{value}");
}
