using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>
/// The innermost loops of all convolutions, with two vectors of outputs side by side. Written by tools/TileGenerator.
/// </summary>
internal static unsafe class Products2<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Multiplies some tiles next to each other.</summary>
    /// <param name="count">Number of tiles.</param>
    /// <param name="positions">Positions of a tile, of which there is a loop.</param>
    /// <param name="x">Input of the first position.</param>
    /// <param name="step">Floats from position to position.</param>
    /// <param name="entry">What a position reads.</param>
    /// <param name="end">Its end.</param>
    /// <param name="weights">Weights, input by input.</param>
    /// <param name="sums">Where the sums of the first position go.</param>
    /// <param name="sumStep">Floats from position to position.</param>
    /// <param name="add">Whether they are added to what is there.</param>
    public static void Multiply(
        int count, int positions, float* x, nint step, TableEntry* entry, TableEntry* end, float* weights,
        float* sums, nint sumStep, bool add)
    {
        switch (positions)
        {
            case 14:
                for (; count > 0; count--, x += 14 * step, sums += 14 * sumStep)
                    Tile14By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 8:
                for (; count > 0; count--, x += 8 * step, sums += 8 * sumStep)
                    Tile8By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 6:
                for (; count > 0; count--, x += 6 * step, sums += 6 * sumStep)
                    Tile6By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 4:
                for (; count > 0; count--, x += 4 * step, sums += 4 * sumStep)
                    Tile4By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 1:
                for (; count > 0; count--, x += 1 * step, sums += 1 * sumStep)
                    Tile1By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile14By2(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero, s1a = TVector.Zero, s1b = TVector.Zero, s2a = TVector.Zero, s2b = TVector.Zero;
        TVector s3a = TVector.Zero, s3b = TVector.Zero, s4a = TVector.Zero, s4b = TVector.Zero, s5a = TVector.Zero, s5b = TVector.Zero;
        TVector s6a = TVector.Zero, s6b = TVector.Zero, s7a = TVector.Zero, s7b = TVector.Zero, s8a = TVector.Zero, s8b = TVector.Zero;
        TVector s9a = TVector.Zero, s9b = TVector.Zero, s10a = TVector.Zero, s10b = TVector.Zero, s11a = TVector.Zero, s11b = TVector.Zero;
        TVector s12a = TVector.Zero, s12b = TVector.Zero, s13a = TVector.Zero, s13b = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step, x6 = x3 + 3 * step, x9 = x6 + 3 * step, x12 = x9 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 14);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights), wb = TVector.Load(weights + TVector.Width);
                Add(x0, wa, wb, ref s0a, ref s0b);
                Add(x0 + step, wa, wb, ref s1a, ref s1b);
                Add(x0 + 2 * step, wa, wb, ref s2a, ref s2b);
                Add(x3, wa, wb, ref s3a, ref s3b);
                Add(x3 + step, wa, wb, ref s4a, ref s4b);
                Add(x3 + 2 * step, wa, wb, ref s5a, ref s5b);
                Add(x6, wa, wb, ref s6a, ref s6b);
                Add(x6 + step, wa, wb, ref s7a, ref s7b);
                Add(x6 + 2 * step, wa, wb, ref s8a, ref s8b);
                Add(x9, wa, wb, ref s9a, ref s9b);
                Add(x9 + step, wa, wb, ref s10a, ref s10b);
                Add(x9 + 2 * step, wa, wb, ref s11a, ref s11b);
                Add(x12, wa, wb, ref s12a, ref s12b);
                Add(x12 + step, wa, wb, ref s13a, ref s13b);
                x0++;
                x3++;
                x6++;
                x9++;
                x12++;
                weights += 2 * TVector.Width;
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a, ref s0b);
            AddTo(sums + 1 * sumStep, ref s1a, ref s1b);
            AddTo(sums + 2 * sumStep, ref s2a, ref s2b);
            AddTo(sums + 3 * sumStep, ref s3a, ref s3b);
            AddTo(sums + 4 * sumStep, ref s4a, ref s4b);
            AddTo(sums + 5 * sumStep, ref s5a, ref s5b);
            AddTo(sums + 6 * sumStep, ref s6a, ref s6b);
            AddTo(sums + 7 * sumStep, ref s7a, ref s7b);
            AddTo(sums + 8 * sumStep, ref s8a, ref s8b);
            AddTo(sums + 9 * sumStep, ref s9a, ref s9b);
            AddTo(sums + 10 * sumStep, ref s10a, ref s10b);
            AddTo(sums + 11 * sumStep, ref s11a, ref s11b);
            AddTo(sums + 12 * sumStep, ref s12a, ref s12b);
            AddTo(sums + 13 * sumStep, ref s13a, ref s13b);
        }
        Put(s0a, s0b, sums + 0 * sumStep);
        Put(s1a, s1b, sums + 1 * sumStep);
        Put(s2a, s2b, sums + 2 * sumStep);
        Put(s3a, s3b, sums + 3 * sumStep);
        Put(s4a, s4b, sums + 4 * sumStep);
        Put(s5a, s5b, sums + 5 * sumStep);
        Put(s6a, s6b, sums + 6 * sumStep);
        Put(s7a, s7b, sums + 7 * sumStep);
        Put(s8a, s8b, sums + 8 * sumStep);
        Put(s9a, s9b, sums + 9 * sumStep);
        Put(s10a, s10b, sums + 10 * sumStep);
        Put(s11a, s11b, sums + 11 * sumStep);
        Put(s12a, s12b, sums + 12 * sumStep);
        Put(s13a, s13b, sums + 13 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8By2(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero, s1a = TVector.Zero, s1b = TVector.Zero, s2a = TVector.Zero, s2b = TVector.Zero;
        TVector s3a = TVector.Zero, s3b = TVector.Zero, s4a = TVector.Zero, s4b = TVector.Zero, s5a = TVector.Zero, s5b = TVector.Zero;
        TVector s6a = TVector.Zero, s6b = TVector.Zero, s7a = TVector.Zero, s7b = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step, x6 = x3 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 8);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights), wb = TVector.Load(weights + TVector.Width);
                Add(x0, wa, wb, ref s0a, ref s0b);
                Add(x0 + step, wa, wb, ref s1a, ref s1b);
                Add(x0 + 2 * step, wa, wb, ref s2a, ref s2b);
                Add(x3, wa, wb, ref s3a, ref s3b);
                Add(x3 + step, wa, wb, ref s4a, ref s4b);
                Add(x3 + 2 * step, wa, wb, ref s5a, ref s5b);
                Add(x6, wa, wb, ref s6a, ref s6b);
                Add(x6 + step, wa, wb, ref s7a, ref s7b);
                x0++;
                x3++;
                x6++;
                weights += 2 * TVector.Width;
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a, ref s0b);
            AddTo(sums + 1 * sumStep, ref s1a, ref s1b);
            AddTo(sums + 2 * sumStep, ref s2a, ref s2b);
            AddTo(sums + 3 * sumStep, ref s3a, ref s3b);
            AddTo(sums + 4 * sumStep, ref s4a, ref s4b);
            AddTo(sums + 5 * sumStep, ref s5a, ref s5b);
            AddTo(sums + 6 * sumStep, ref s6a, ref s6b);
            AddTo(sums + 7 * sumStep, ref s7a, ref s7b);
        }
        Put(s0a, s0b, sums + 0 * sumStep);
        Put(s1a, s1b, sums + 1 * sumStep);
        Put(s2a, s2b, sums + 2 * sumStep);
        Put(s3a, s3b, sums + 3 * sumStep);
        Put(s4a, s4b, sums + 4 * sumStep);
        Put(s5a, s5b, sums + 5 * sumStep);
        Put(s6a, s6b, sums + 6 * sumStep);
        Put(s7a, s7b, sums + 7 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6By2(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero, s1a = TVector.Zero, s1b = TVector.Zero, s2a = TVector.Zero, s2b = TVector.Zero;
        TVector s3a = TVector.Zero, s3b = TVector.Zero, s4a = TVector.Zero, s4b = TVector.Zero, s5a = TVector.Zero, s5b = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x1 = x0 + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step, x5 = x4 + step;
            Prefetch.NextEntry(entry, x, step, 6);
            nint run = entry->Run;
            // Four at a time: with so few registers it is the number of instructions that counts.
            for (; run >= 4; run -= 4, x0 += 4, x1 += 4, x2 += 4, x3 += 4, x4 += 4, x5 += 4, weights += 8 * TVector.Width)
            {
                Add6(
                    x0, x1, x2, x3, x4, x5, weights, 0,
                    ref s0a, ref s0b, ref s1a, ref s1b, ref s2a, ref s2b, ref s3a, ref s3b, ref s4a, ref s4b, ref s5a, ref s5b);
                Add6(
                    x0, x1, x2, x3, x4, x5, weights, 1,
                    ref s0a, ref s0b, ref s1a, ref s1b, ref s2a, ref s2b, ref s3a, ref s3b, ref s4a, ref s4b, ref s5a, ref s5b);
                Add6(
                    x0, x1, x2, x3, x4, x5, weights, 2,
                    ref s0a, ref s0b, ref s1a, ref s1b, ref s2a, ref s2b, ref s3a, ref s3b, ref s4a, ref s4b, ref s5a, ref s5b);
                Add6(
                    x0, x1, x2, x3, x4, x5, weights, 3,
                    ref s0a, ref s0b, ref s1a, ref s1b, ref s2a, ref s2b, ref s3a, ref s3b, ref s4a, ref s4b, ref s5a, ref s5b);
            }
            for (; run > 0; run--, x0++, x1++, x2++, x3++, x4++, x5++, weights += 2 * TVector.Width)
            {
                Add6(
                    x0, x1, x2, x3, x4, x5, weights, 0,
                    ref s0a, ref s0b, ref s1a, ref s1b, ref s2a, ref s2b, ref s3a, ref s3b, ref s4a, ref s4b, ref s5a, ref s5b);
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a, ref s0b);
            AddTo(sums + 1 * sumStep, ref s1a, ref s1b);
            AddTo(sums + 2 * sumStep, ref s2a, ref s2b);
            AddTo(sums + 3 * sumStep, ref s3a, ref s3b);
            AddTo(sums + 4 * sumStep, ref s4a, ref s4b);
            AddTo(sums + 5 * sumStep, ref s5a, ref s5b);
        }
        Put(s0a, s0b, sums + 0 * sumStep);
        Put(s1a, s1b, sums + 1 * sumStep);
        Put(s2a, s2b, sums + 2 * sumStep);
        Put(s3a, s3b, sums + 3 * sumStep);
        Put(s4a, s4b, sums + 4 * sumStep);
        Put(s5a, s5b, sums + 5 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4By2(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero, s1a = TVector.Zero, s1b = TVector.Zero, s2a = TVector.Zero, s2b = TVector.Zero;
        TVector s3a = TVector.Zero, s3b = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 4);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights), wb = TVector.Load(weights + TVector.Width);
                Add(x0, wa, wb, ref s0a, ref s0b);
                Add(x0 + step, wa, wb, ref s1a, ref s1b);
                Add(x0 + 2 * step, wa, wb, ref s2a, ref s2b);
                Add(x3, wa, wb, ref s3a, ref s3b);
                x0++;
                x3++;
                weights += 2 * TVector.Width;
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a, ref s0b);
            AddTo(sums + 1 * sumStep, ref s1a, ref s1b);
            AddTo(sums + 2 * sumStep, ref s2a, ref s2b);
            AddTo(sums + 3 * sumStep, ref s3a, ref s3b);
        }
        Put(s0a, s0b, sums + 0 * sumStep);
        Put(s1a, s1b, sums + 1 * sumStep);
        Put(s2a, s2b, sums + 2 * sumStep);
        Put(s3a, s3b, sums + 3 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1By2(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset;
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights), wb = TVector.Load(weights + TVector.Width);
                Add(x0, wa, wb, ref s0a, ref s0b);
                x0++;
                weights += 2 * TVector.Width;
            }
        }
        if (add)
            AddTo(sums + 0 * sumStep, ref s0a, ref s0b);
        Put(s0a, s0b, sums + 0 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add6(
        float* x0, float* x1, float* x2, float* x3, float* x4, float* x5, float* weights, int at,
        ref TVector s0a, ref TVector s0b, ref TVector s1a, ref TVector s1b, ref TVector s2a, ref TVector s2b,
        ref TVector s3a, ref TVector s3b, ref TVector s4a, ref TVector s4b, ref TVector s5a, ref TVector s5b)
    {
        TVector wa = TVector.Load(weights + 2 * at * TVector.Width), wb = TVector.Load(weights + (2 * at + 1) * TVector.Width);
        Add(x0 + at, wa, wb, ref s0a, ref s0b);
        Add(x1 + at, wa, wb, ref s1a, ref s1b);
        Add(x2 + at, wa, wb, ref s2a, ref s2b);
        Add(x3 + at, wa, wb, ref s3a, ref s3b);
        Add(x4 + at, wa, wb, ref s4a, ref s4b);
        Add(x5 + at, wa, wb, ref s5a, ref s5b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* x, TVector wa, TVector wb, ref TVector a, ref TVector b)
    {
        TVector value = TVector.Broadcast(*x);
        TVector.AddProduct(ref a, value, wa);
        TVector.AddProduct(ref b, value, wb);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* from, ref TVector a, ref TVector b)
    {
        a = TVector.Add(a, TVector.Load(from));
        b = TVector.Add(b, TVector.Load(from + TVector.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector a, TVector b, float* to)
    {
        TVector.Store(a, to);
        TVector.Store(b, to + TVector.Width);
    }
}
