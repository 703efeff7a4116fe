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

    /// <summary>
    /// Where a detector found something in a picture of this size, all of which the network saw: whole pixels, without what lies beyond
    /// the picture.
    /// </summary>
    /// <param name="detection">What it found.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <exception cref="InvalidOperationException">
    /// The box is in pixels of the input, and the network has no single one of N×C×H×W.
    /// </exception>
    public static Box Of(Detection detection, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(detection);
        DetectionBox box = detection.BoxIn(width, height);
        int left = Whole(box.Left, width), top = Whole(box.Top, height);
        return new Box(left, top, Math.Max(Whole(box.Right, width) - left, 0), Math.Max(Whole(box.Bottom, height) - top, 0));
    }

    /// <summary>Such as <c>20×10 at (3, 4)</c>.</summary>
    public override string ToString() => $"{Width}×{Height} at ({Left}, {Top})";

    // What is no number lies at 0.
    private static int Whole(float side, int length) => float.IsNaN(side) ? 0 : (int)Math.Round(Math.Clamp(side, 0, length));
}
