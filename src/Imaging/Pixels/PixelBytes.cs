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
}
