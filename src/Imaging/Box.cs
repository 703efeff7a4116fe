namespace CaffeSharpGen.Imaging;

/// <summary>
/// A rectangle of pixels: columns <c>Left … Left+Width-1</c>, rows <c>Top … Top+Height-1</c>, both counted from 0 at the top left.
/// </summary>
public readonly record struct Box(int Left, int Top, int Width, int Height)
{
    /// <summary>The first column to the right of the rectangle.</summary>
    public int Right => Left + Width;

    /// <summary>The first row below the rectangle.</summary>
    public int Bottom => Top + Height;

    /// <summary>Whether a pixel lies in the rectangle.</summary>
    public bool Contains(int x, int y) => x >= Left && x < Right && y >= Top && y < Bottom;

    /// <summary>Such as <c>20×10 at (3, 4)</c>.</summary>
    public override string ToString() => $"{Width}×{Height} at ({Left}, {Top})";
}
