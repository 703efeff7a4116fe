using CaffeSharpGen.Imaging.Lettering;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging;

/// <summary>Pictures side by side, such as a photograph, its heat map and its guided gradient, and text below them.</summary>
public static class Strip
{
    /// <summary>
    /// Joins pictures from left to right, aligned at the top, with <paramref name="gap"/> columns of background between them.
    /// </summary>
    /// <exception cref="ArgumentException">There are no pictures, or the gap is negative.</exception>
    public static Picture Join(ReadOnlySpan<Picture> pictures, int gap = 8, Color? background = null) =>
        Grid(pictures, Math.Max(1, pictures.Length), gap, background);

    /// <summary>
    /// Joins pictures in rows of <paramref name="columns"/>, each row from left to right and aligned at the top, with
    /// <paramref name="gap"/> pixels of background between them.
    /// </summary>
    /// <exception cref="ArgumentException">There are no pictures or columns, or the gap is negative.</exception>
    public static Picture Grid(ReadOnlySpan<Picture> pictures, int columns, int gap = 8, Color? background = null)
    {
        if (pictures.IsEmpty)
            throw new ArgumentException("there are no pictures to join", nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var places = new (int Left, int Top)[pictures.Length];
        int width = 0, height = 0;
        for (int first = 0; first < pictures.Length; first += columns)
        {
            int left = 0, top = first == 0 ? 0 : height + gap;
            for (int i = first; i < Math.Min(first + columns, pictures.Length); i++)
            {
                places[i] = (left, top);
                width = Math.Max(width, left + pictures[i].Width);
                height = Math.Max(height, top + pictures[i].Height);
                left = checked(left + pictures[i].Width + gap);
            }
        }

        Color ground = background ?? Color.White;
        byte[] rgb = Canvas.Filled(width, height, (ground.Red, ground.Green, ground.Blue));
        for (int i = 0; i < pictures.Length; i++)
        {
            int stride = pictures[i].Width * 3;
            for (int y = 0; y < pictures[i].Height; y++)
                pictures[i].Rgb.Slice(y * stride, stride).CopyTo(rgb.AsSpan(((places[i].Top + y) * width + places[i].Left) * 3));
        }
        return Picture.FromOwnedRgb(rgb, width, height);
    }

    /// <summary>
    /// A picture with lines of text below it, black on white, in its middle, as large as suits the picture; what does not fit is cut. The
    /// letters are the library's own, so that no font is needed: those of ASCII, most of its signs, × and …; others become boxes.
    /// </summary>
    /// <exception cref="ArgumentException">There are no lines.</exception>
    public static Picture Label(Picture picture, params ReadOnlySpan<string> lines)
    {
        if (lines.IsEmpty)
            throw new ArgumentException("there are no lines to write", nameof(lines));
        byte[] rgb = LabelDrawing.Below(picture.Rgb, picture.Width, lines);
        return Picture.FromOwnedRgb(rgb, picture.Width, rgb.Length / 3 / picture.Width);
    }
}
