namespace CaffeSharpGen.Cpu;

/// <summary>A product of 3×3 neighbouring taps and stride 1 as Winograd's algorithm sees it: tiles of 4×4 outputs.</summary>
internal sealed record WinogradSizes(SampledProduct Product, int[] Taps, int Top, int Left)
{
    /// <summary>Rows of tiles.</summary>
    public int TileRows { get; } = (Product.To.Height + 3) / 4;

    /// <summary>Tiles of a row.</summary>
    public int TileColumns { get; } = (Product.To.Width + 3) / 4;

    /// <summary>Tiles of an image.</summary>
    public int Tiles { get; } = (Product.To.Height + 3) / 4 * ((Product.To.Width + 3) / 4);

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
        if (products is not [{ Taps.Length: 9, Rows.ReadStride: 1, Rows.WriteStride: 1, Columns.ReadStride: 1, Columns.WriteStride: 1 } product])
            return null;
        Tap[] taps = [.. product.Taps.OrderBy(tap => tap.Down).ThenBy(tap => tap.Right)];
        (int top, int left) = (taps[0].Down, taps[0].Right);
        bool fits = taps.Index().All(tap => (tap.Item.Down, tap.Item.Right) == (top + tap.Index / 3, left + tap.Index % 3));
        return fits ? new WinogradSizes(product, [.. taps.Select(tap => tap.Weight)], top, left) : null;
    }
}
