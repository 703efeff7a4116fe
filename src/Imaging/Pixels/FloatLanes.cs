using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>A pixel in float32.</summary>
internal readonly unsafe struct FloatLanes(Vector128<float> lanes) : ILanes<FloatLanes>
{
    private readonly Vector128<float> lanes = lanes;

    public static FloatLanes Same(double value) => new(Vector128.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes Load(byte* pixel, FloatLanes unit) => new(FromBytes(*(uint*)pixel) * unit.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes Begin(float weight, FloatLanes sample) => new(Vector128.Create(weight) * sample.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes Plus(FloatLanes sum, FloatLanes sample) => new(sum.lanes + sample.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes Plus(FloatLanes sum, float weight, FloatLanes sample) =>
        new(sum.lanes + Vector128.Create(weight) * sample.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes Over(FloatLanes sum, float weight) => new(sum.lanes / Vector128.Create(weight));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes Between(FloatLanes first, FloatLanes second, float fraction) =>
        new(Vector128.Create(1 - fraction) * first.lanes + Vector128.Create(fraction) * second.lanes);

    /// <summary>Four bytes, the lowest first, as float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FromBytes(uint bytes) => Vector128.ConvertToSingle(
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(bytes).AsByte())).AsInt32());
}
