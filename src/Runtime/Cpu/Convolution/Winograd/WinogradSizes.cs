using CaffeSharpGen.Cpu.Convolution.Products;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>
/// A product of neighboring taps and stride 1 as Winograd's algorithm sees it: square tiles of outputs, each from 6×6 inputs.
/// </summary>
/// <param name="Product">The product.</param>
/// <param name="TapEdge">Rows and columns of taps: 3, 4 or 5.</param>
/// <param name="Taps">
/// The taps' numbers, by rows, −1 where there is none. There is a set for each phase, where a channel of the product is a
/// <see cref="PhaseGrid">phase</see> of a channel of the weights.
/// </param>
/// <param name="Top">Rows from a position to its first tap.</param>
/// <param name="Left">Columns.</param>
internal sealed record WinogradSizes(SampledProduct Product, int TapEdge, int[][] Taps, int Top, int Left)
{
    /// <summary>Rows and columns of a tile's inputs.</summary>
    public const int InputEdge = 6;

    /// <summary>Products of a tile.</summary>
    public const int Products = InputEdge * InputEdge;

    /// <summary>Rows and columns of a tile's outputs: 4, 3 or 2.</summary>
    public int OutputEdge { get; } = EdgeOfOutputs(TapEdge);

    /// <summary>Rows of tiles.</summary>
    public int TileRows { get; } = (Product.To.Height + EdgeOfOutputs(TapEdge) - 1) / EdgeOfOutputs(TapEdge);

    /// <summary>Tiles of a row.</summary>
    public int TileColumns { get; } = (Product.To.Width + EdgeOfOutputs(TapEdge) - 1) / EdgeOfOutputs(TapEdge);

    /// <summary>Tiles of an image.</summary>
    public int Tiles => TileRows * TileColumns;

    /// <summary>Whether direct sums take more products: not where a map is hardly larger than a position.</summary>
    public bool SavesProducts => (long)Tiles * Products < (long)ToHeight * ToWidth * TapEdge * TapEdge;

    /// <summary>Input channels of a group.</summary>
    public int Channels { get; } = Product.From.Channels / Product.Group;

    /// <summary>Outputs of a group.</summary>
    public int Outputs { get; } = Product.Outputs;

    /// <summary>Rows of an input plane.</summary>
    public int FromHeight { get; } = Product.From.Height;

    /// <summary>Columns of an input plane.</summary>
    public int FromWidth { get; } = Product.From.Width;

    /// <summary>Rows of an output plane.</summary>
    public int ToHeight { get; } = Product.To.Height;

    /// <summary>Columns of an output plane.</summary>
    public int ToWidth { get; } = Product.To.Width;

    /// <summary>Null where the algorithm does not fit.</summary>
    public static WinogradSizes? For(IReadOnlyList<SampledProduct> products)
    {
        if (products is not [{ Taps.Length: 9 or 16 or 25, Rows: { ReadStride: 1, WriteStride: 1 } } product]
            || product.Columns is not { ReadStride: 1, WriteStride: 1 })
            return null;
        int edge = (int)Math.Sqrt(product.Taps.Length), top = int.MaxValue, left = int.MaxValue;
        foreach (Tap tap in product.Taps)
            (top, left) = (Math.Min(top, tap.Down), Math.Min(left, tap.Right));
        int[] numbers = Arrays.Filled(edge * edge, -1);
        foreach (Tap tap in product.Taps)
        {
            (int down, int right) = (tap.Down - top, tap.Right - left);
            if (down >= edge || right >= edge)
                return null;
            numbers[down * edge + right] = tap.Weight;
        }
        // No two taps are at one position: all numbers are set.
        return new WinogradSizes(product, edge, [numbers], top, left);
    }

    /// <summary>Phases of each channel of the weights.</summary>
    public int Phases => Taps.Length;

    /// <summary>The number of a channel's tap among those of the weights.</summary>
    /// <returns>Whether there is a weight.</returns>
    public bool Weight(int channel, int tap, out int number) => (number = Taps[channel % Phases][tap]) >= 0;

    private static int EdgeOfOutputs(int tapEdge) => InputEdge + 1 - tapEdge;
}
