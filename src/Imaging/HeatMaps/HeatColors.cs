using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Imaging.HeatMaps;

/// <summary>The colors of heat maps, four pixels at a time.</summary>
internal static class HeatColors
{
    /// <summary>
    /// Red, green, blue and a byte without meaning for each of four normalized values: those of <see cref="HeatMap.Render"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Of(Vector128<float> values)
    {
        Vector128<float> four = Vector128.Create(4f), two = Vector128.Create(2f), position = four * values;
        Vector128<int> red = Byte(position - two), blue = Byte(two - position);
        Vector128<int> green = Byte(Vector128.MinNative(position, four - position));
        return (red | green << 8 | blue << 16).AsByte();
    }

    // Clamped to 0..1, times 255, truncated.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Byte(Vector128<float> value) => Vector128.ConvertToInt32(
        Vector128.MinNative(Vector128.MaxNative(value, Vector128<float>.Zero), Vector128<float>.One) * Vector128.Create(255f));
}
