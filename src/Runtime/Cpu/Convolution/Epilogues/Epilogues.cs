using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Epilogues;

/// <summary>One way to finish a sum, each named after its <see cref="EpilogueKind"/>.</summary>
internal unsafe interface IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>What is stored for a sum.</summary>
    /// <param name="sum">The sums of some channels of a position.</param>
    /// <param name="bias">Their biases.</param>
    /// <param name="to">Where it is stored.</param>
    /// <param name="residual">The same position and channels of the residual.</param>
    /// <param name="word">The position's word of mask bits: those that are kept, or the mask.</param>
    /// <param name="lane">First bit.</param>
    static abstract TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane);
}

/// <summary>The sum as it is, which <see cref="EpilogueLoops{TVector}.General"/> finishes.</summary>
internal readonly unsafe struct GeneralEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane) => sum;
}

internal readonly unsafe struct BiasEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane) => TVector.Add(sum, bias);
}

internal readonly unsafe struct RectifiedEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane) =>
        RectifierValue.PlainVector(TVector.Add(sum, bias));
}

internal readonly unsafe struct ReluMaskEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane)
    {
        TVector value = TVector.Add(sum, bias);
        ReluMaskWords<TVector>.Put(word, lane, TVector.PositiveBits(value));
        return RectifierValue.PlainVector(value);
    }
}

internal readonly unsafe struct ResidualReluMaskEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane) =>
        ReluMaskEpilogue<TVector>.Of(TVector.Add(sum, bias), TVector.Load(residual), to, residual, word, lane);
}

internal readonly unsafe struct SumEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane) =>
        TVector.Add(sum, TVector.Load(to));
}

internal readonly unsafe struct GuidedEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane) =>
        // In this order: the larger one of NaN and zero is zero, as in Rectified.
        TVector.WhereBits(ReluMaskWords<TVector>.Get(word, lane), TVector.Max(sum, TVector.Zero), TVector.Zero);
}

internal readonly unsafe struct GuidedSumEpilogue<TVector> : IEpilogue<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* residual, ushort* word, int lane) =>
        GuidedEpilogue<TVector>.Of(TVector.Add(sum, TVector.Load(to)), bias, to, residual, word, lane);
}
