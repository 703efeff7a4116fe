using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>
/// The innermost loops of all convolutions, with a vector of outputs side by side. Written by tools/TileGenerator.
/// </summary>
internal static unsafe class Products1<TVector>
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
                    Tile14By1(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 8:
                for (; count > 0; count--, x += 8 * step, sums += 8 * sumStep)
                    Tile8By1(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 6:
                for (; count > 0; count--, x += 6 * step, sums += 6 * sumStep)
                    Tile6By1(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 4:
                for (; count > 0; count--, x += 4 * step, sums += 4 * sumStep)
                    Tile4By1(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 1:
                for (; count > 0; count--, x += 1 * step, sums += 1 * sumStep)
                    Tile1By1(x, step, entry, end, weights, sums, sumStep, add);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile14By1(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s1a = TVector.Zero, s2a = TVector.Zero, s3a = TVector.Zero, s4a = TVector.Zero, s5a = TVector.Zero;
        TVector s6a = TVector.Zero, s7a = TVector.Zero, s8a = TVector.Zero, s9a = TVector.Zero, s10a = TVector.Zero, s11a = TVector.Zero;
        TVector s12a = TVector.Zero, s13a = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step, x6 = x3 + 3 * step, x9 = x6 + 3 * step, x12 = x9 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 14);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights);
                TVector.AddProduct(ref s0a, TVector.Broadcast(*x0), wa);
                TVector.AddProduct(ref s1a, TVector.Broadcast(x0[step]), wa);
                TVector.AddProduct(ref s2a, TVector.Broadcast(x0[2 * step]), wa);
                TVector.AddProduct(ref s3a, TVector.Broadcast(*x3), wa);
                TVector.AddProduct(ref s4a, TVector.Broadcast(x3[step]), wa);
                TVector.AddProduct(ref s5a, TVector.Broadcast(x3[2 * step]), wa);
                TVector.AddProduct(ref s6a, TVector.Broadcast(*x6), wa);
                TVector.AddProduct(ref s7a, TVector.Broadcast(x6[step]), wa);
                TVector.AddProduct(ref s8a, TVector.Broadcast(x6[2 * step]), wa);
                TVector.AddProduct(ref s9a, TVector.Broadcast(*x9), wa);
                TVector.AddProduct(ref s10a, TVector.Broadcast(x9[step]), wa);
                TVector.AddProduct(ref s11a, TVector.Broadcast(x9[2 * step]), wa);
                TVector.AddProduct(ref s12a, TVector.Broadcast(*x12), wa);
                TVector.AddProduct(ref s13a, TVector.Broadcast(x12[step]), wa);
                x0++;
                x3++;
                x6++;
                x9++;
                x12++;
                weights += TVector.Width;
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a);
            AddTo(sums + 1 * sumStep, ref s1a);
            AddTo(sums + 2 * sumStep, ref s2a);
            AddTo(sums + 3 * sumStep, ref s3a);
            AddTo(sums + 4 * sumStep, ref s4a);
            AddTo(sums + 5 * sumStep, ref s5a);
            AddTo(sums + 6 * sumStep, ref s6a);
            AddTo(sums + 7 * sumStep, ref s7a);
            AddTo(sums + 8 * sumStep, ref s8a);
            AddTo(sums + 9 * sumStep, ref s9a);
            AddTo(sums + 10 * sumStep, ref s10a);
            AddTo(sums + 11 * sumStep, ref s11a);
            AddTo(sums + 12 * sumStep, ref s12a);
            AddTo(sums + 13 * sumStep, ref s13a);
        }
        TVector.Store(s0a, sums + 0 * sumStep);
        TVector.Store(s1a, sums + 1 * sumStep);
        TVector.Store(s2a, sums + 2 * sumStep);
        TVector.Store(s3a, sums + 3 * sumStep);
        TVector.Store(s4a, sums + 4 * sumStep);
        TVector.Store(s5a, sums + 5 * sumStep);
        TVector.Store(s6a, sums + 6 * sumStep);
        TVector.Store(s7a, sums + 7 * sumStep);
        TVector.Store(s8a, sums + 8 * sumStep);
        TVector.Store(s9a, sums + 9 * sumStep);
        TVector.Store(s10a, sums + 10 * sumStep);
        TVector.Store(s11a, sums + 11 * sumStep);
        TVector.Store(s12a, sums + 12 * sumStep);
        TVector.Store(s13a, sums + 13 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8By1(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s1a = TVector.Zero, s2a = TVector.Zero, s3a = TVector.Zero, s4a = TVector.Zero, s5a = TVector.Zero;
        TVector s6a = TVector.Zero, s7a = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step, x6 = x3 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 8);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights);
                TVector.AddProduct(ref s0a, TVector.Broadcast(*x0), wa);
                TVector.AddProduct(ref s1a, TVector.Broadcast(x0[step]), wa);
                TVector.AddProduct(ref s2a, TVector.Broadcast(x0[2 * step]), wa);
                TVector.AddProduct(ref s3a, TVector.Broadcast(*x3), wa);
                TVector.AddProduct(ref s4a, TVector.Broadcast(x3[step]), wa);
                TVector.AddProduct(ref s5a, TVector.Broadcast(x3[2 * step]), wa);
                TVector.AddProduct(ref s6a, TVector.Broadcast(*x6), wa);
                TVector.AddProduct(ref s7a, TVector.Broadcast(x6[step]), wa);
                x0++;
                x3++;
                x6++;
                weights += TVector.Width;
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a);
            AddTo(sums + 1 * sumStep, ref s1a);
            AddTo(sums + 2 * sumStep, ref s2a);
            AddTo(sums + 3 * sumStep, ref s3a);
            AddTo(sums + 4 * sumStep, ref s4a);
            AddTo(sums + 5 * sumStep, ref s5a);
            AddTo(sums + 6 * sumStep, ref s6a);
            AddTo(sums + 7 * sumStep, ref s7a);
        }
        TVector.Store(s0a, sums + 0 * sumStep);
        TVector.Store(s1a, sums + 1 * sumStep);
        TVector.Store(s2a, sums + 2 * sumStep);
        TVector.Store(s3a, sums + 3 * sumStep);
        TVector.Store(s4a, sums + 4 * sumStep);
        TVector.Store(s5a, sums + 5 * sumStep);
        TVector.Store(s6a, sums + 6 * sumStep);
        TVector.Store(s7a, sums + 7 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6By1(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s1a = TVector.Zero, s2a = TVector.Zero, s3a = TVector.Zero, s4a = TVector.Zero, s5a = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 6);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights);
                TVector.AddProduct(ref s0a, TVector.Broadcast(*x0), wa);
                TVector.AddProduct(ref s1a, TVector.Broadcast(x0[step]), wa);
                TVector.AddProduct(ref s2a, TVector.Broadcast(x0[2 * step]), wa);
                TVector.AddProduct(ref s3a, TVector.Broadcast(*x3), wa);
                TVector.AddProduct(ref s4a, TVector.Broadcast(x3[step]), wa);
                TVector.AddProduct(ref s5a, TVector.Broadcast(x3[2 * step]), wa);
                x0++;
                x3++;
                weights += TVector.Width;
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a);
            AddTo(sums + 1 * sumStep, ref s1a);
            AddTo(sums + 2 * sumStep, ref s2a);
            AddTo(sums + 3 * sumStep, ref s3a);
            AddTo(sums + 4 * sumStep, ref s4a);
            AddTo(sums + 5 * sumStep, ref s5a);
        }
        TVector.Store(s0a, sums + 0 * sumStep);
        TVector.Store(s1a, sums + 1 * sumStep);
        TVector.Store(s2a, sums + 2 * sumStep);
        TVector.Store(s3a, sums + 3 * sumStep);
        TVector.Store(s4a, sums + 4 * sumStep);
        TVector.Store(s5a, sums + 5 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4By1(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s1a = TVector.Zero, s2a = TVector.Zero, s3a = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 4);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights);
                TVector.AddProduct(ref s0a, TVector.Broadcast(*x0), wa);
                TVector.AddProduct(ref s1a, TVector.Broadcast(x0[step]), wa);
                TVector.AddProduct(ref s2a, TVector.Broadcast(x0[2 * step]), wa);
                TVector.AddProduct(ref s3a, TVector.Broadcast(*x3), wa);
                x0++;
                x3++;
                weights += TVector.Width;
            }
        }
        if (add)
        {
            AddTo(sums + 0 * sumStep, ref s0a);
            AddTo(sums + 1 * sumStep, ref s1a);
            AddTo(sums + 2 * sumStep, ref s2a);
            AddTo(sums + 3 * sumStep, ref s3a);
        }
        TVector.Store(s0a, sums + 0 * sumStep);
        TVector.Store(s1a, sums + 1 * sumStep);
        TVector.Store(s2a, sums + 2 * sumStep);
        TVector.Store(s3a, sums + 3 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1By1(
        float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset;
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights);
                TVector.AddProduct(ref s0a, TVector.Broadcast(*x0), wa);
                x0++;
                weights += TVector.Width;
            }
        }
        if (add)
            AddTo(sums + 0 * sumStep, ref s0a);
        TVector.Store(s0a, sums + 0 * sumStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* from, ref TVector a) => a = TVector.Add(a, TVector.Load(from));
}
