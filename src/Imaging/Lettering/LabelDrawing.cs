using CaffeSharpGen.Imaging.Pixels;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Lettering;

/// <summary>Lines of text below pictures.</summary>
internal static class LabelDrawing
{
    // Capitals are a share of the picture's shorter side, within what can be read; long lines shrink, down to this share, and are cut.
    private const float CapitalShare = 1 / 26f, Smallest = 8, Largest = 40, MostShrunk = 0.65f;

    /// <summary>RGB bytes of a picture and, on white ground below it, lines of text in its middle.</summary>
    /// <param name="picture">Its RGB bytes.</param>
    /// <param name="width">Its width.</param>
    /// <param name="lines">The text.</param>
    public static byte[] Below(ReadOnlySpan<byte> picture, int width, ReadOnlySpan<string> lines)
    {
        float capitals = Math.Clamp(Math.Min(width, picture.Length / 3 / width) * CapitalShare, Smallest, Largest);
        int lineHeight = StrokeFont.LineHeight(capitals), margin = (int)(capitals / 2);
        int height = lines.Length * lineHeight + 2 * margin;
        byte[] rgb = GC.AllocateUninitializedArray<byte>(checked(picture.Length + width * height * 3));
        picture.CopyTo(rgb);

        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            for (int i = 0; i < lines.Length; i++)
            {
                (string text, float size) = Fitted(lines[i], width, capitals);
                float left = Math.Max(0, (width - StrokeFont.Width(text, size)) / 2);
                StrokeFont.Draw(canvas, text, left, margin + i * lineHeight, size);
            }
        }
        PixelBytes.Copy(bitmap.GetPixelSpan(), 4, rgb.AsSpan(picture.Length), 3, swap: false, width * height);
        return rgb;
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
