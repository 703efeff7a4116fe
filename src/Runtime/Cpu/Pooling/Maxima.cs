using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>
/// The largest values so far of a block of channels, or of as much of it as two vectors hold. Its bits are worked on together.
/// </summary>
internal unsafe struct Maxima<TVector>(TVector first, TVector second)
    where TVector : struct, ITileVector<TVector>
{
    public TVector First = first;

    /// <summary>The same as <see cref="First"/> where that is a whole block.</summary>
    public TVector Second = second;

    /// <summary>Channels.</summary>
    public static int Lanes
    {
        // Not left to the JIT: where much is inlined it gives up, and calls this in the innermost loop.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Min(2 * TVector.Width, BlockedView.Lanes);
    }

    private static bool IsOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TVector.Width == BlockedView.Lanes;
    }

    /// <summary>Values that everything exceeds, in lanes that are channels; zeros in others.</summary>
    public static Maxima<TVector> Lowest(uint channels)
    {
        TVector lowest = TVector.Broadcast(-float.MaxValue);
        return new(
            TVector.WhereBits(channels, lowest, TVector.Zero),
            TVector.WhereBits(IsOne ? channels : channels >> TVector.Width, lowest, TVector.Zero));
    }

    /// <summary>One position more.</summary>
    /// <param name="x">Its values.</param>
    /// <param name="exceeds">A bit for each lane: whether it exceeds the largest so far.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* x, out uint exceeds)
    {
        TVector value = TVector.Load(x);
        Add(new Maxima<TVector>(value, IsOne ? value : TVector.Load(x + TVector.Width)), out exceeds);
    }

    /// <summary>The largest of other positions; of equal ones, these stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Maxima<TVector> values, out uint exceed)
    {
        // The difference of two different numbers is never 0, and that with NaN never positive.
        TVector excess = TVector.Subtract(values.First, First);
        exceed = TVector.PositiveBits(excess);
        First = TVector.WherePositive(excess, values.First, First);
        if (IsOne)
            return;
        excess = TVector.Subtract(values.Second, Second);
        exceed |= TVector.PositiveBits(excess) << TVector.Width;
        Second = TVector.WherePositive(excess, values.Second, Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to)
    {
        TVector.Store(First, to);
        if (!IsOne)
            TVector.Store(Second, to + TVector.Width);
    }

    /// <summary>Stores the bits of these channels in a word of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ushort* word, int lane, uint bits)
    {
        if (Lanes == BlockedView.Lanes)
            *word = (ushort)bits;
        else
            ((byte*)word)[lane / Lanes] = (byte)bits;
    }
}
