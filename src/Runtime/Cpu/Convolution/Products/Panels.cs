using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>
/// How the outputs of a group are divided into panels that tiles compute: two vectors of outputs, or one where an odd block is left. Whole
/// blocks are covered, so that the lanes beyond the last channel get their zeros.
/// </summary>
/// <param name="Outputs">Outputs of a group.</param>
/// <param name="Vector">Floats of a vector.</param>
internal readonly record struct Panels(int Outputs, int Vector)
{
    /// <summary>Outputs with those that fill up the last block.</summary>
    public int Padded => BlockedView.BlocksOf(Outputs) * BlockedView.Lanes;

    /// <summary>Panels of a group.</summary>
    public int Count => (Padded + Widest - 1) / Widest;

    /// <summary>Outputs of a panel, but perhaps for the last.</summary>
    public int Widest => 2 * Vector;

    /// <summary>Outputs of one panel.</summary>
    public int WidthOf(int panel) => Math.Min(Widest, Padded - panel * Widest);
}
