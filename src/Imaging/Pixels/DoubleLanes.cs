using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>A pixel in float64. Sums are rounded to float32 after each addition, as the original's are.</summary>
internal readonly unsafe struct DoubleLanes(Vector128<double> low, Vector128<double> high) : ILanes<DoubleLanes>
{
    private readonly Vector128<double> low = low, high = high;

    public static DoubleLanes Same(double value) => new(Vector128.Create(value), Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Load(byte* pixel, DoubleLanes unit)
    {
        Vector128<float> bytes = FloatLanes.FromBytes(*(uint*)pixel);
        return new(Vector128.WidenLower(bytes) * unit.low, Vector128.WidenUpper(bytes) * unit.high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Begin(float weight, DoubleLanes sample)
    {
        Vector128<double> weights = Vector128.Create((double)weight);
        return Rounded(weights * sample.low, weights * sample.high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Plus(DoubleLanes sum, DoubleLanes sample) => Rounded(sum.low + sample.low, sum.high + sample.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Plus(DoubleLanes sum, float weight, DoubleLanes sample)
    {
        Vector128<double> weights = Vector128.Create((double)weight);
        return Rounded(sum.low + weights * sample.low, sum.high + weights * sample.high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Over(DoubleLanes sum, float weight)
    {
        Vector128<float> quotients = Vector128.Narrow(sum.low, sum.high) / Vector128.Create(weight);
        return new(Vector128.WidenLower(quotients), Vector128.WidenUpper(quotients));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes Between(DoubleLanes first, DoubleLanes second, float fraction)
    {
        Vector128<double> ofFirst = Vector128.Create((double)(1 - fraction)), ofSecond = Vector128.Create((double)fraction);
        return new(ofFirst * first.low + ofSecond * second.low, ofFirst * first.high + ofSecond * second.high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoubleLanes Rounded(Vector128<double> low, Vector128<double> high)
    {
        Vector128<float> rounded = Vector128.Narrow(low, high);
        return new(Vector128.WidenLower(rounded), Vector128.WidenUpper(rounded));
    }
}
