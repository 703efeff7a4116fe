using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Epilogues;

/// <summary>One way to finish a sum, each named after its <see cref="EpilogueKind"/>.</summary>
internal unsafe interface IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>What is stored for a sum.</summary>
    /// <param name="sum">The sums of some channels of a place.</param>
    /// <param name="bias">Their biases.</param>
    /// <param name="to">Where it is stored.</param>
    /// <param name="shortcut">The same place and channels of the residual.</param>
    /// <param name="word">The place's word of sign bits: those that are kept, or the mask.</param>
    /// <param name="lane">First bit.</param>
    static abstract TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane);
}

/// <summary>The sum as it is, which <see cref="Finish{TVector}.General"/> finishes.</summary>
internal readonly unsafe struct GeneralEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane) => sum;
}

internal readonly unsafe struct BiasEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane) => TVector.Add(sum, bias);
}

internal readonly unsafe struct RectifiedEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane) =>
        RectifierValue.PlainVector(TVector.Add(sum, bias));
}

internal readonly unsafe struct SignsEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane)
    {
        TVector value = TVector.Add(sum, bias);
        SignWords<TVector>.Put(word, lane, TVector.PositiveBits(value));
        return RectifierValue.PlainVector(value);
    }
}

internal readonly unsafe struct ShortcutAndSignsEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane) =>
        SignsEnding<TVector>.Of(TVector.Add(sum, bias), TVector.Load(shortcut), to, shortcut, word, lane);
}

internal readonly unsafe struct SumEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane) => TVector.Add(sum, TVector.Load(to));
}

internal readonly unsafe struct GuidedEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane) =>
        // In this order: the larger one of NaN and zero is zero, as in Rectified.
        TVector.WhereBits(SignWords<TVector>.Get(word, lane), TVector.Max(sum, TVector.Zero), TVector.Zero);
}

internal readonly unsafe struct GuidedSumEnding<TVector> : IEnding<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(TVector sum, TVector bias, float* to, float* shortcut, ushort* word, int lane) =>
        GuidedEnding<TVector>.Of(TVector.Add(sum, TVector.Load(to)), bias, to, shortcut, word, lane);
}
