namespace CaffeSharpGen.Compiler.LayerRules.Heads;

/// <summary>The boxes of a cell.</summary>
internal sealed class PriorCell
{
    /// <summary>Their widths, in pixels.</summary>
    public List<float> Widths { get; } = [];

    /// <summary>Their heights, in pixels.</summary>
    public List<float> Heights { get; } = [];

    /// <summary>How far each lies to the right of the cell's place.</summary>
    public List<float> ShiftsX { get; } = [];

    /// <summary>How far below.</summary>
    public List<float> ShiftsY { get; } = [];

    /// <summary>Whether any lies elsewhere.</summary>
    public bool IsShifted => ShiftsX.Concat(ShiftsY).Any(shift => shift != 0);

    /// <summary>Adds a box.</summary>
    public void Add(float width, float height, float shiftX = 0, float shiftY = 0)
    {
        Widths.Add(width);
        Heights.Add(height);
        ShiftsX.Add(shiftX);
        ShiftsY.Add(shiftY);
    }
}
