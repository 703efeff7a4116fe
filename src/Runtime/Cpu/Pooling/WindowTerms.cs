using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>What windows send back to the places they hold. A struct, so that the loops over windows are compiled for it.</summary>
internal interface IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>The gradient that a window sends to one of its places.</summary>
    /// <param name="window">Number of the window in its plane.</param>
    /// <param name="place">The place, in scan order of the window, whole as if nothing of it were outside.</param>
    /// <param name="lane">First lane.</param>
    TVector Of(nint window, int place, int lane);
}

/// <summary>The window's gradient, to the place whose bit is set.</summary>
/// <param name="dy">The gradients of a plane's outputs.</param>
/// <param name="words">For each window a word a place.</param>
/// <param name="area">Places of a window.</param>
internal readonly unsafe struct TermsByBits<TVector>(float* dy, ushort* words, int area) : IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of(nint window, int place, int lane) => TVector.WhereBits(
        SignWords<TVector>.Get(words + window * area + place, lane), TVector.Load(dy + window * BlockedView.Lanes + lane), TVector.Zero);
}

/// <summary>The window's gradient, to the place of its number.</summary>
/// <param name="dy">The gradients of a plane's outputs.</param>
/// <param name="numbers">For each output the number of a place, −1 for none.</param>
internal readonly unsafe struct TermsByNumber<TVector>(float* dy, float* numbers) : IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of(nint window, int place, int lane)
    {
        nint at = window * BlockedView.Lanes + lane;
        TVector number = TVector.Load(numbers + at), asked = TVector.Broadcast(place);
        TVector upTo = TVector.WherePositive(TVector.Subtract(number, asked), TVector.Zero, TVector.Load(dy + at));
        return TVector.WherePositive(TVector.Subtract(asked, number), TVector.Zero, upTo);
    }
}

/// <summary>The window's gradient by its factor, to all places.</summary>
/// <param name="dy">The gradients of a plane's outputs.</param>
/// <param name="factors">One for each window.</param>
internal readonly unsafe struct TermsByFactor<TVector>(float* dy, float* factors) : IWindowTerms<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of(nint window, int place, int lane) =>
        TVector.Multiply(TVector.Load(dy + window * BlockedView.Lanes + lane), TVector.Broadcast(factors[window]));
}
