using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>What windows send back to the positions they hold. A struct, so that the loops over windows are compiled for it.</summary>
internal interface IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>The gradient that a window sends to one of its positions.</summary>
    /// <param name="window">Number of the window in its plane.</param>
    /// <param name="position">The position, in scan order of the window, whole as if nothing of it were outside.</param>
    /// <param name="lane">First lane.</param>
    TVector Of(nint window, int position, int lane);
}

/// <summary>The window's gradient, to the position whose bit is set.</summary>
/// <param name="dy">The gradients of a plane's outputs.</param>
/// <param name="words">For each window a word a position.</param>
/// <param name="area">Positions of a window.</param>
internal readonly unsafe struct TermsByBits<TVector>(float* dy, ushort* words, int area) : IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of(nint window, int position, int lane) => TVector.WhereBits(
        ReluMaskWords<TVector>.Get(words + window * area + position, lane),
        TVector.Load(dy + window * BlockedView.Lanes + lane), TVector.Zero);
}

/// <summary>The window's gradient, to the position of its number.</summary>
/// <param name="dy">The gradients of a plane's outputs.</param>
/// <param name="numbers">For each output the number of a position, −1 for none.</param>
internal readonly unsafe struct TermsByNumber<TVector>(float* dy, float* numbers) : IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of(nint window, int position, int lane)
    {
        nint at = window * BlockedView.Lanes + lane;
        TVector number = TVector.Load(numbers + at), asked = TVector.Broadcast(position);
        TVector upTo = TVector.WherePositive(TVector.Subtract(number, asked), TVector.Zero, TVector.Load(dy + at));
        return TVector.WherePositive(TVector.Subtract(asked, number), TVector.Zero, upTo);
    }
}

/// <summary>The window's gradient by its factor, to all positions.</summary>
/// <param name="dy">The gradients of a plane's outputs.</param>
/// <param name="factors">One for each window.</param>
internal readonly unsafe struct TermsByFactor<TVector>(float* dy, float* factors) : IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of(nint window, int position, int lane) =>
        TVector.Multiply(TVector.Load(dy + window * BlockedView.Lanes + lane), TVector.Broadcast(factors[window]));
}
