namespace CaffeSharpGen;

/// <summary>Where the compiler put a value: at a place in the arena, or inside another value, or nowhere, if it lies between layers that run as one.</summary>
internal sealed class ValuePlace
{
    /// <summary>Floats from the arena's start, for the whole batch; −1 if it is not there by itself.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>The value that holds this one; null if none does.</summary>
    public Hook? Whole { get; set; }

    /// <summary>Its first channel in <see cref="Whole"/>.</summary>
    public int Channel { get; set; }

    /// <summary>Whether the device can do so.</summary>
    public bool IsInside { get; set; }

    /// <summary>Whether nothing overwrites it until the next forward pass.</summary>
    public bool Survives { get; set; }

    /// <summary>How many layers read the value.</summary>
    public int Readers { get; set; }
}
