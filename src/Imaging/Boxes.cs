using CaffeSharpGen.Imaging.Lettering;
using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging;

/// <summary>Rectangles drawn on pictures, such as where an object is known to be.</summary>
public static class Boxes
{
    /// <summary>
    /// A copy of the picture with rectangles outlined. The line, <paramref name="thickness"/> pixels wide, lies just inside each rectangle;
    /// what lies outside the picture is not drawn.
    /// </summary>
    /// <exception cref="ArgumentException">The thickness is not positive.</exception>
    public static Picture Draw(Picture picture, ReadOnlySpan<Box> boxes, Color color, int thickness = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(thickness);
        byte[] rgb = picture.Rgb.ToArray();
        foreach (Box box in boxes)
            Outline(rgb, picture, box, color, thickness);
        return Picture.FromOwnedRgb(rgb, picture.Width, picture.Height);
    }

    /// <summary>
    /// A copy of the picture with rectangles outlined, each in its color and with its text above it, on a ground of that color; below its
    /// upper edge where the picture has no room above. Of rectangles that overlap the first ones are on top, as detectors list them.
    /// </summary>
    /// <exception cref="ArgumentException">The thickness is not positive.</exception>
    public static Picture Draw(Picture picture, ReadOnlySpan<LabeledBox> boxes, int thickness = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(thickness);
        byte[] rgb = picture.Rgb.ToArray();
        for (int i = boxes.Length - 1; i >= 0; i--)
            Outline(rgb, picture, boxes[i].Box, boxes[i].Color, thickness);
        // No line crosses a text.
        for (int i = boxes.Length - 1; i >= 0; i--)
            BoxTags.Draw(rgb, picture.Width, picture.Height, boxes[i]);
        return Picture.FromOwnedRgb(rgb, picture.Width, picture.Height);
    }

    private static void Outline(byte[] rgb, Picture picture, Box box, Color color, int thickness)
    {
        foreach (Box side in Sides(box, thickness))
        {
            Box seen = Common(side, picture.Bounds);
            Canvas.Fill(rgb, picture.Width, (seen.Left, seen.Top, seen.Right, seen.Bottom), (color.Red, color.Green, color.Blue));
        }
    }

    private static Box[] Sides(Box box, int thickness)
    {
        int across = Math.Min(thickness, box.Width), down = Math.Min(thickness, box.Height);
        return
        [
            box with { Height = down },
            box with { Top = box.Bottom - down, Height = down },
            box with { Width = across },
            box with { Left = box.Right - across, Width = across },
        ];
    }

    private static Box Common(Box a, Box b)
    {
        int left = Math.Max(a.Left, b.Left), top = Math.Max(a.Top, b.Top);
        return new Box(left, top, Math.Min(a.Right, b.Right) - left, Math.Min(a.Bottom, b.Bottom) - top);
    }
}

/// <summary>A rectangle with a text and a color, such as what a detector found.</summary>
/// <param name="Box">The rectangle.</param>
/// <param name="Text">What stands at it, such as a label and a score; empty for nothing.</param>
/// <param name="Color">Color of its outline and of the ground of the text.</param>
public readonly record struct LabeledBox(Box Box, string Text, Color Color);
