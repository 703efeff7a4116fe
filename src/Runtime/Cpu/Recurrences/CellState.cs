namespace CaffeSharpGen.Cpu.Recurrences;

/// <summary>What a step of all sequences, or of one of them, reads and writes.</summary>
/// <param name="gates">The step's sums, which become its gates.</param>
/// <param name="hidden">h after the step.</param>
/// <param name="cells">c after the step.</param>
/// <param name="squashed">tanh(c).</param>
internal readonly unsafe struct CellState(float* gates, float* hidden, float* cells, float* squashed)
{
    public float* Gates { get; init; } = gates;

    public float* Hidden { get; init; } = hidden;

    public float* Cells { get; init; } = cells;

    public float* Squashed { get; init; } = squashed;

    /// <summary>h before the step.</summary>
    public float* LastHidden { get; init; }

    /// <summary>c before the step.</summary>
    public float* LastCells { get; init; }

    /// <summary>That of one sequence.</summary>
    public CellState Of(int sequence, int length, int width) =>
        new(Gates + (nint)sequence * width, Hidden + (nint)sequence * length, Cells + (nint)sequence * length,
            Squashed + (nint)sequence * length)
        {
            LastHidden = LastHidden + (nint)sequence * length,
            LastCells = LastCells + (nint)sequence * length,
        };
}

/// <summary>The gradients of a step of all sequences, or of one of them.</summary>
/// <param name="sums">That of the step's sums.</param>
/// <param name="hidden">That of h.</param>
/// <param name="cells">That of c.</param>
internal readonly unsafe struct CellGradient(float* sums, float* hidden, float* cells)
{
    public float* Sums => sums;

    public float* Hidden => hidden;

    public float* Cells => cells;

    /// <summary>That of one sequence.</summary>
    public CellGradient Of(int sequence, int length, int width) =>
        new(sums + (nint)sequence * width, hidden + (nint)sequence * length, cells + (nint)sequence * length);
}
