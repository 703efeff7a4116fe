using System.Runtime.CompilerServices;
using CaffeSharpGen.Imaging.Pixels;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Turns stored pixels upright, as the EXIF orientation tag (1 to 8) says how the camera was held.</summary>
internal static class Orientation
{
    /// <summary>Whether upright width and height are the stored height and width (orientations 5 to 8).</summary>
    public static bool SwapsAxes(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>Copies stored RGBA pixels to upright RGB pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyUpright(ReadOnlySpan<byte> rgba, int storedWidth, int storedHeight, SKEncodedOrigin origin, Span<byte> rgb)
    {
        if (Walk(storedWidth, storedHeight, origin) == (0, 1, storedWidth))
        {
            PixelBytes.Copy(rgba, 4, rgb, 3, swap: false, storedWidth * storedHeight);
            return;
        }
        (int width, int height) = SwapsAxes(origin) ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
        (int start, int right, int down) = Walk(storedWidth, storedHeight, origin);
        int at = 0;
        for (int y = 0; y < height; y++)
        {
            int from = (start + y * down) * 4;
            for (int x = 0; x < width; x++, at += 3, from += right * 4)
            {
                rgb[at] = rgba[from];
                rgb[at + 1] = rgba[from + 1];
                rgb[at + 2] = rgba[from + 2];
            }
        }
    }

    // The stored position of the upright picture's first pixel, and the steps in stored pixels to its right and lower neighbors.
    // An origin's name says on which sides of the upright picture the stored row 0 and the stored column 0 lie.
    private static (int Start, int Right, int Down) Walk(int width, int height, SKEncodedOrigin origin)
    {
        int lastColumn = width - 1, lastRow = (height - 1) * width;
        return origin switch
        {
            SKEncodedOrigin.TopRight => (lastColumn, -1, width),
            SKEncodedOrigin.BottomRight => (lastRow + lastColumn, -1, -width),
            SKEncodedOrigin.BottomLeft => (lastRow, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (lastRow, -width, 1),
            SKEncodedOrigin.RightBottom => (lastRow + lastColumn, -width, -1),
            SKEncodedOrigin.LeftBottom => (lastColumn, width, -1),
            _ => (0, 1, width),
        };
    }
}
