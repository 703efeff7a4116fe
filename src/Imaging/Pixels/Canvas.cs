namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>Fills on interleaved RGB bytes.</summary>
internal static class Canvas
{
    public static byte[] Filled(int width, int height, (byte Red, byte Green, byte Blue) color)
    {
        byte[] rgb = new byte[checked(width * height * 3)];
        Fill(rgb, width, (0, 0, width, height), color);
        return rgb;
    }

    /// <summary>Fills a rectangle that lies inside the picture.</summary>
    public static void Fill(
        Span<byte> rgb, int pictureWidth, (int Left, int Top, int Right, int Bottom) box, (byte Red, byte Green, byte Blue) color)
    {
        for (int y = box.Top; y < box.Bottom; y++)
        {
            for (int x = box.Left; x < box.Right; x++)
            {
                int at = (y * pictureWidth + x) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = color;
            }
        }
    }
}
