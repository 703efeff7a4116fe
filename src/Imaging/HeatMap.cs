using System.Numerics;
using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Imaging;

/// <summary>Colors for a map of importance: from blue (smallest value) over cyan, green and yellow to red (largest value).</summary>
public static class HeatMap
{
    /// <summary>
    /// Colors of a map (1×H×W, H×W or 1×1×H×W): its normalized values as RGB in 0..1, 3×H×W. A constant map is all blue.
    /// </summary>
    /// <exception cref="ArgumentException">The tensor is not a map, or holds a value that is infinite or not a number.</exception>
    public static Tensor Colors(Tensor map)
    {
        PlaneShape shape = PlaneShape.OfMap(map.Shape);
        var result = new Tensor([3, shape.Height, shape.Width]);
        Colors<float>(map.Span, result.Span);
        return result;
    }

    /// <summary>Writes the colors of H·W values (float32 or float64) as three planes: red, green, blue.</summary>
    /// <exception cref="ArgumentException">The spans do not fit, or a value is infinite or not a number.</exception>
    public static void Colors<T>(ReadOnlySpan<T> map, Span<T> rgb) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = map.Length;
        if (rgb.Length != 3L * count)
            throw new ArgumentException($"{rgb.Length} samples are not three planes of {count}", nameof(rgb));
        T[] values = map.ToArray();
        DisplayNormalization.Apply(values.AsSpan());
        for (int i = 0; i < count; i++)
            (rgb[i], rgb[count + i], rgb[2 * count + i]) = ColorOf(values[i]);
    }

    /// <summary>The heat map as a picture of the map's size.</summary>
    /// <exception cref="ArgumentException">The tensor is not a map, or holds a value that is infinite or not a number.</exception>
    public static Picture Render(Tensor map) => Picture.FromTensor(Colors(map));

    /// <summary>
    /// The heat map blended over a photograph, at the photograph's size (for another size, pass <see cref="Picture.Resize"/> of it).
    /// </summary>
    /// <param name="map">A map of any size; it is scaled to the photograph as the original scales maps.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="opacity">0 shows the photograph alone, 1 the heat map alone.</param>
    /// <param name="region">
    /// The part of the photograph that the network saw (see <see cref="InputTransform.Region"/>); defaults to all of it.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The tensor is not a map, the opacity is outside 0..1, or the region outside the photograph.
    /// </exception>
    public static Picture Overlay(Tensor map, Picture photo, double opacity = 0.5, Box? region = null)
    {
        if (!(opacity is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "expected an opacity from 0 to 1");
        Box part = region ?? photo.Bounds;
        photo.RequireInside(part);
        PlaneShape shape = PlaneShape.OfMap(map.Shape);
        Tensor scaled = ImageScale.Scale(map.Reshape([1, shape.Height, shape.Width]), part.Width, part.Height);
        using Picture heat = Render(scaled);

        byte[] rgb = photo.Rgb.ToArray();
        for (int y = 0; y < part.Height; y++)
        {
            Span<byte> under = rgb.AsSpan(((part.Top + y) * photo.Width + part.Left) * 3, part.Width * 3);
            ReadOnlySpan<byte> over = heat.Rgb.Slice(y * part.Width * 3, part.Width * 3);
            for (int i = 0; i < under.Length; i++)
                under[i] = (byte)Math.Round(under[i] + opacity * (over[i] - under[i]));
        }
        return Picture.FromOwnedRgb(rgb, photo.Width, photo.Height);
    }

    private static (T Red, T Green, T Blue) ColorOf<T>(T value) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T one = T.One, two = one + one, four = two + two;
        T position = four * value;
        if (position <= one)
            return (T.Zero, position, one);
        if (position <= two)
            return (T.Zero, one, two - position);
        return position <= two + one ? (position - two, one, T.Zero) : (one, four - position, T.Zero);
    }
}
