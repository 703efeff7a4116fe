using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging;

/// <summary>Pictures side by side, such as a photograph, its heat map and its guided gradient.</summary>
public static class Strip
{
    /// <summary>
    /// Joins pictures from left to right, aligned at the top, with <paramref name="gap"/> columns of background between them.
    /// </summary>
    /// <exception cref="ArgumentException">There are no pictures, or the gap is negative.</exception>
    public static Picture Join(ReadOnlySpan<Picture> pictures, int gap = 8, Color? background = null)
    {
        if (pictures.IsEmpty)
            throw new ArgumentException("there are no pictures to join", nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        int width = gap * (pictures.Length - 1), height = 0;
        foreach (Picture picture in pictures)
        {
            width = checked(width + picture.Width);
            height = Math.Max(height, picture.Height);
        }

        byte[] rgb = Canvas.Filled(width, height, background ?? Color.White);
        int left = 0;
        foreach (Picture picture in pictures)
        {
            int stride = picture.Width * 3;
            for (int y = 0; y < picture.Height; y++)
                picture.Rgb.Slice(y * stride, stride).CopyTo(rgb.AsSpan((y * width + left) * 3));
            left += picture.Width + gap;
        }
        return Picture.FromOwnedRgb(rgb, width, height);
    }
}
