using CaffeSharpGen.Imaging.Pixels;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Lettering;

/// <summary>Lines of text below pictures.</summary>
internal static class LabelDrawing
{
    // Capitals are a share of the picture's shorter side, within what can be read; long lines shrink, down to this share of it, and are cut.
    private const float CapitalShare = 1 / 26f, Smallest = 8, Largest = 40, MostShrunk = 0.65f;

    /// <summary>The picture on a white ground, with lines in its middle below it.</summary>
    public static Picture Below(Picture picture, ReadOnlySpan<string> lines)
    {
        float capitals = Math.Clamp(Math.Min(picture.Width, picture.Height) * CapitalShare, Smallest, Largest);
        int lineHeight = StrokeFont.LineHeight(capitals), margin = (int)(capitals / 2);
        int height = picture.Height + lines.Length * lineHeight + 2 * margin;
        byte[] rgb = Canvas.Filled(picture.Width, height, Color.White);
        picture.Rgb.CopyTo(rgb);

        using var bitmap = new SKBitmap(
            new SKImageInfo(picture.Width, height - picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            for (int i = 0; i < lines.Length; i++)
            {
                (string text, float size) = Fitted(lines[i], picture.Width, capitals);
                float left = Math.Max(0, (picture.Width - StrokeFont.Width(text, size)) / 2);
                StrokeFont.Draw(canvas, text, left, margin + i * lineHeight, size);
            }
        }
        PixelBytes.Copy(
            bitmap.GetPixelSpan(), 4, rgb.AsSpan(picture.Rgb.Length), 3, swap: false, picture.Width * (height - picture.Height));
        return Picture.FromOwnedRgb(rgb, picture.Width, height);
    }

    private static (string Text, float Capitals) Fitted(string text, int width, float capitals)
    {
        float needed = StrokeFont.Width(text, capitals);
        if (needed <= width)
            return (text, capitals);
        float shrunk = capitals * Math.Max(MostShrunk, width / needed);
        string cut = text;
        while (cut.Length > 1 && StrokeFont.Width(cut, shrunk) > width)
            cut = cut.TrimEnd('…')[..^1].TrimEnd() + '…';
        return (cut, shrunk);
    }
}
