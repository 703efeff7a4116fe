using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>Bytes of a few pixels at a time.</summary>
internal static class PixelBytes
{
    /// <summary>Numbers from 0 to 255 rounded to the nearest, ties to even; the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rounded(Vector128<float> values) => Packed(Vector128.ConvertToInt32(Vector128.Round(values)));

    /// <summary>The lowest bytes of numbers; that of the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Packed(Vector128<int> values) => Vector128.Shuffle(
        values.AsByte(), Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).AsUInt32().ToScalar();

    /// <summary>Copies pixels of 3 or 4 bytes; a fourth one becomes 255.</summary>
    /// <param name="from">The pixels.</param>
    /// <param name="fromStep">Bytes from pixel to pixel.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="toStep">Bytes from pixel to pixel.</param>
    /// <param name="swap">Whether the first and the third byte change places: RGB and BGR.</param>
    /// <param name="count">Pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Copy(ReadOnlySpan<byte> from, int fromStep, Span<byte> to, int toStep, bool swap, int count)
    {
        const int pixels = 4;
        byte* indices = stackalloc byte[16], opaque = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
        {
            (int pixel, int channel) = (i / toStep, i % toStep);
            bool isColor = channel < 3 && pixel < pixels;
            indices[i] = (byte)(isColor ? pixel * fromStep + (swap ? 2 - channel : channel) : 0);
            opaque[i] = (byte)(channel == 3 ? byte.MaxValue : 0);
        }
        Vector128<byte> order = Vector128.Load(indices), alpha = Vector128.Load(opaque);
        _ = from[..(count * fromStep)];
        _ = to[..(count * toStep)];
        fixed (byte* first = from, firstTo = to)
        {
            byte* pixel = first, target = firstTo;
            int left = count;
            // Six pixels of three bytes are more than a vector.
            for (; left >= 6; left -= pixels, pixel += pixels * fromStep, target += pixels * toStep)
                (Vector128.Shuffle(Vector128.Load(pixel), order) | alpha).Store(target);
            for (; left > 0; left--, pixel += fromStep, target += toStep)
            {
                (byte red, byte green, byte blue) = (pixel[0], pixel[1], pixel[2]);
                (target[0], target[1], target[2]) = swap ? (blue, green, red) : (red, green, blue);
                if (toStep == 4)
                    target[3] = byte.MaxValue;
            }
        }
    }

    /// <summary>Copies the first of the three bytes of each pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyFirst(ReadOnlySpan<byte> rgb, Span<byte> to)
    {
        for (int x = 0; x < to.Length; x++)
            to[x] = rgb[x * 3];
    }
}
