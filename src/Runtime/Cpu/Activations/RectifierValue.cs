using System.Numerics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Activations;

/// <summary>
/// What a rectifier makes of a value: Caffe's max(x, 0) + slope·min(x, 0), with the signs that Caffe gives zeros, however it runs.
/// Where the slope of a ReLU is 0 nothing is multiplied, as in cuDNN, Caffe's default on GPUs. Caffe's own loop on the CPU makes NaN
/// of −∞ (0·−∞), which a rectifier at the end of a sum would not see. NaN stays NaN.
/// </summary>
internal static class RectifierValue
{
    /// <summary>Of slope 0: 0 for what is below, and else x itself, −0 too.</summary>
    public static T Plain<T>(T x)
        where T : INumber<T> => x < T.Zero ? T.Zero : x;

    /// <summary>Of any other slope.</summary>
    public static T Leaky<T>(T x, T slope)
        where T : INumber<T> => x > T.Zero ? x : Plain(x) + slope * x;

    /// <summary>Of a ReLU.</summary>
    public static T OfReLU<T>(T x, T slope)
        where T : INumber<T> => slope == T.Zero ? Plain(x) : Leaky(x, slope);

    /// <summary>Of a ReLU with a largest value.</summary>
    public static T OfReLU<T>(T x, T slope, T maximum)
        where T : INumber<T> => OfReLU(x, slope) is var value && value > maximum ? maximum : value;

    /// <summary>Of slope 0, for a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PlainVector<TVector>(TVector x)
        where TVector : struct, ITileVector<TVector> => TVector.Max(TVector.Zero, x);

    /// <summary>Of any other slopes, for a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LeakyVector<TVector>(TVector x, TVector slope)
        where TVector : struct, ITileVector<TVector> =>
        TVector.WherePositive(x, x, TVector.Add(TVector.Max(TVector.Zero, x), TVector.Multiply(slope, x)));

    /// <summary>Of slope 0 with a largest value, for a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LimitedVector<TVector>(TVector x, TVector maximum)
        where TVector : struct, ITileVector<TVector> =>
        TVector.WherePositive(TVector.Subtract(x, maximum), maximum, PlainVector(x));

    /// <summary>Where its derivative is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LimitedBits<TVector>(TVector x, TVector maximum)
        where TVector : struct, ITileVector<TVector> =>
        TVector.PositiveBits(x) & TVector.PositiveBits(TVector.Subtract(maximum, x));
}
