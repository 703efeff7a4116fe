using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>
/// How the outputs of a group are divided into panels that tiles compute: two vectors of outputs, or one where an odd one is left.
/// </summary>
/// <param name="Outputs">Outputs of a group.</param>
/// <param name="Vector">Floats of a vector.</param>
/// <param name="Unit">
/// Outputs are filled up to a multiple of this: a block, so that its lanes beyond the last channel get their zeros, or a vector.
/// </param>
internal readonly record struct Panels(int Outputs, int Vector, int Unit = BlockedView.Lanes)
{
    /// <summary>Outputs with those that fill up the last unit.</summary>
    public int Padded => (Outputs + Unit - 1) / Unit * Unit;

    /// <summary>Panels of a group.</summary>
    public int Count => (Padded + Widest - 1) / Widest;

    /// <summary>Outputs of a panel, but perhaps for the last.</summary>
    public int Widest => 2 * Vector;

    /// <summary>Outputs of one panel.</summary>
    public int WidthOf(int panel) => Math.Min(Widest, Padded - panel * Widest);
}
