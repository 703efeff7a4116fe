using CaffeSharpGen.Imaging.Pixels;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Lettering;

/// <summary>
/// Texts at rectangles: each on a ground of the rectangle's color, above its upper edge, or below that where there is no room.
/// </summary>
internal static class BoxTags
{
    // Capitals are a share of the picture's shorter side, within what can be read.
    private const float CapitalShare = 1 / 34f, Smallest = 7, Largest = 32;

    /// <summary>Draws the text of one rectangle onto RGB bytes.</summary>
    public static void Draw(
        Span<byte> rgb, int width, int height, string text, int boxLeft, int boxTop, (byte Red, byte Green, byte Blue) ground)
    {
        if (text.Length == 0)
            return;
        float capitals = Math.Clamp(Math.Min(width, height) * CapitalShare, Smallest, Largest);
        int margin = (int)MathF.Ceiling(capitals / 4), lineHeight = StrokeFont.LineHeight(capitals);
        int tagWidth = Math.Min(width, (int)MathF.Ceiling(StrokeFont.Width(text, capitals)) + (2 * margin));
        int tagHeight = Math.Min(height, lineHeight);
        int left = Math.Clamp(boxLeft, 0, width - tagWidth), top = boxTop - tagHeight;
        top = Math.Clamp(top < 0 ? boxTop : top, 0, height - tagHeight);

        using var bitmap = new SKBitmap(new SKImageInfo(tagWidth, tagHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(ground.Red, ground.Green, ground.Blue));
            StrokeFont.Draw(canvas, text, margin, (tagHeight - lineHeight) / 2f, capitals, TextColorOn(ground));
        }
        ReadOnlySpan<byte> pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < tagHeight; y++)
        {
            PixelBytes.Copy(
                pixels.Slice(y * bitmap.RowBytes, tagWidth * 4), 4,
                rgb.Slice((((top + y) * width) + left) * 3, tagWidth * 3), 3, swap: false, tagWidth);
        }
    }

    // Black or white, whichever differs more from the ground.
    private static SKColor TextColorOn((byte Red, byte Green, byte Blue) ground) =>
        (0.299 * ground.Red) + (0.587 * ground.Green) + (0.114 * ground.Blue) > 140 ? SKColors.Black : SKColors.White;
}
