using System.Buffers;
using System.Numerics;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.GradCam.Resampling;
using CaffeSharpGen.Imaging.HeatMaps;
using CaffeSharpGen.Imaging.Pixels;

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
    /// The heat map blended over a photograph, at the photograph's size (for another size, pass
    /// <see cref="Picture.Resize(int, int)"/> of it).
    /// </summary>
    /// <param name="map">A map of any size; it is scaled to the photograph as the original scales maps.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="opacity">
    /// How much of the heat map is seen: a number from 0 (the photograph alone) to 1, or one that grows with the map; defaults to
    /// <see cref="Opacity.Growing"/>.
    /// </param>
    /// <param name="region">
    /// The part of the photograph that the network saw (see <see cref="InputTransform.Region"/>); defaults to all of it.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The tensor is not a map or holds a value that is infinite or not a number, or the region is not inside the photograph.
    /// </exception>
    public static Picture Overlay(Tensor map, Picture photo, Opacity? opacity = null, Box? region = null)
    {
        byte[] rgb = GC.AllocateUninitializedArray<byte>(photo.Rgb.Length);
        Overlay(map, photo, rgb, opacity, region);
        return Picture.FromOwnedRgb(rgb, photo.Width, photo.Height);
    }

    /// <summary>
    /// Writes an overlay as RGB bytes, 3·Width·Height of the photograph; <see cref="Overlay(Tensor, Picture, Opacity?, Box?)"/> without a
    /// picture of its own.
    /// </summary>
    /// <inheritdoc cref="Overlay(Tensor, Picture, Opacity?, Box?)"/>
    /// <param name="map">A map of any size.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="destination">Red, green and blue of each pixel, row by row from the top.</param>
    /// <param name="opacity">How much of the heat map is seen.</param>
    /// <param name="region">The part of the photograph that the network saw.</param>
    /// <exception cref="ArgumentException">The destination has another length than the photograph's bytes.</exception>
    public static unsafe void Overlay(Tensor map, Picture photo, Span<byte> destination, Opacity? opacity = null, Box? region = null)
    {
        Box part = region ?? photo.Bounds;
        photo.RequireInside(part);
        if (destination.Length != photo.Rgb.Length)
            throw new ArgumentException($"{destination.Length} bytes are not 3·{photo.Width}·{photo.Height}", nameof(destination));
        PlaneShape shape = PlaneShape.OfMap(map.Shape);
        if (part != photo.Bounds)
            photo.Rgb.CopyTo(destination);

        AxisScale alongWidth = AxisScale.Of(shape.Width, part.Width), alongHeight = AxisScale.Of(shape.Height, part.Height);
        float[] wide = ArrayPool<float>.Shared.Rent(shape.Height * part.Width);
        for (int y = 0; y < shape.Height; y++)
            alongWidth.Row(map.Span.Slice(y * shape.Width, shape.Width), wide.AsSpan(y * part.Width, part.Width));
        fixed (float* memory = wide)
        fixed (byte* under = photo.Rgb, to = destination)
        {
            var rows = new MapRows((nint)memory, alongHeight, part.Width);
            (float smallest, float span) = RangeOf(rows, map, part);
            int stride = photo.Width * 3;
            nint start = (nint)part.Top * stride + part.Left * 3;
            Opacity seen = opacity ?? Opacity.Growing;
            RowBands<MapBlend>.Run(
                new MapBlend(rows, smallest, span, seen.Most, seen.IsConstant, (nint)under + start, (nint)to + start, stride),
                part.Height, (long)part.Width * part.Height);
        }
        ArrayPool<float>.Shared.Return(wide);
    }

    private static (float Smallest, float Span) RangeOf(MapRows rows, Tensor map, Box part)
    {
        MapRange range = MapRange.Of(rows);
        float span = range.Largest - range.Smallest;
        if (range.IsFinite && float.IsFinite(span))
            return (range.Smallest, span);
        // Says which value is wrong.
        DisplayNormalization.Apply(ImageScale.Scale(map, part.Width, part.Height).Span);
        throw new InvalidOperationException($"a map of {map.Shape} is not finite at {part.Width}×{part.Height}, though its values are");
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
