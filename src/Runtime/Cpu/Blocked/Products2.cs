using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>The innermost loops of all convolutions, with V vectors of outputs side by side.</summary>
internal static unsafe class Products2<TVector>
    where TVector : struct, ITileVector<TVector>
{
    public static void Multiply(int places, float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        switch (places)
        {
            case 14:
                Tile14By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 8:
                Tile8By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 6:
                Tile6By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 4:
                Tile4By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
            case 1:
                Tile1By2(x, step, entry, end, weights, sums, sumStep, add);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile14By2(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
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
                TVector v = TVector.Broadcast(*x0);
                TVector.AddProduct(ref s0a, v, wa);
                TVector.AddProduct(ref s0b, v, wb);
                v = TVector.Broadcast(x0[step]);
                TVector.AddProduct(ref s1a, v, wa);
                TVector.AddProduct(ref s1b, v, wb);
                v = TVector.Broadcast(x0[2 * step]);
                TVector.AddProduct(ref s2a, v, wa);
                TVector.AddProduct(ref s2b, v, wb);
                v = TVector.Broadcast(*x3);
                TVector.AddProduct(ref s3a, v, wa);
                TVector.AddProduct(ref s3b, v, wb);
                v = TVector.Broadcast(x3[step]);
                TVector.AddProduct(ref s4a, v, wa);
                TVector.AddProduct(ref s4b, v, wb);
                v = TVector.Broadcast(x3[2 * step]);
                TVector.AddProduct(ref s5a, v, wa);
                TVector.AddProduct(ref s5b, v, wb);
                v = TVector.Broadcast(*x6);
                TVector.AddProduct(ref s6a, v, wa);
                TVector.AddProduct(ref s6b, v, wb);
                v = TVector.Broadcast(x6[step]);
                TVector.AddProduct(ref s7a, v, wa);
                TVector.AddProduct(ref s7b, v, wb);
                v = TVector.Broadcast(x6[2 * step]);
                TVector.AddProduct(ref s8a, v, wa);
                TVector.AddProduct(ref s8b, v, wb);
                v = TVector.Broadcast(*x9);
                TVector.AddProduct(ref s9a, v, wa);
                TVector.AddProduct(ref s9b, v, wb);
                v = TVector.Broadcast(x9[step]);
                TVector.AddProduct(ref s10a, v, wa);
                TVector.AddProduct(ref s10b, v, wb);
                v = TVector.Broadcast(x9[2 * step]);
                TVector.AddProduct(ref s11a, v, wa);
                TVector.AddProduct(ref s11b, v, wb);
                v = TVector.Broadcast(*x12);
                TVector.AddProduct(ref s12a, v, wa);
                TVector.AddProduct(ref s12b, v, wb);
                v = TVector.Broadcast(x12[step]);
                TVector.AddProduct(ref s13a, v, wa);
                TVector.AddProduct(ref s13b, v, wb);
                x0++;
                x3++;
                x6++;
                x9++;
                x12++;
                weights += 2 * TVector.Width;
            }
        }
        Put(s0a, s0b, sums + 0 * sumStep, add);
        Put(s1a, s1b, sums + 1 * sumStep, add);
        Put(s2a, s2b, sums + 2 * sumStep, add);
        Put(s3a, s3b, sums + 3 * sumStep, add);
        Put(s4a, s4b, sums + 4 * sumStep, add);
        Put(s5a, s5b, sums + 5 * sumStep, add);
        Put(s6a, s6b, sums + 6 * sumStep, add);
        Put(s7a, s7b, sums + 7 * sumStep, add);
        Put(s8a, s8b, sums + 8 * sumStep, add);
        Put(s9a, s9b, sums + 9 * sumStep, add);
        Put(s10a, s10b, sums + 10 * sumStep, add);
        Put(s11a, s11b, sums + 11 * sumStep, add);
        Put(s12a, s12b, sums + 12 * sumStep, add);
        Put(s13a, s13b, sums + 13 * sumStep, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8By2(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
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
                TVector v = TVector.Broadcast(*x0);
                TVector.AddProduct(ref s0a, v, wa);
                TVector.AddProduct(ref s0b, v, wb);
                v = TVector.Broadcast(x0[step]);
                TVector.AddProduct(ref s1a, v, wa);
                TVector.AddProduct(ref s1b, v, wb);
                v = TVector.Broadcast(x0[2 * step]);
                TVector.AddProduct(ref s2a, v, wa);
                TVector.AddProduct(ref s2b, v, wb);
                v = TVector.Broadcast(*x3);
                TVector.AddProduct(ref s3a, v, wa);
                TVector.AddProduct(ref s3b, v, wb);
                v = TVector.Broadcast(x3[step]);
                TVector.AddProduct(ref s4a, v, wa);
                TVector.AddProduct(ref s4b, v, wb);
                v = TVector.Broadcast(x3[2 * step]);
                TVector.AddProduct(ref s5a, v, wa);
                TVector.AddProduct(ref s5b, v, wb);
                v = TVector.Broadcast(*x6);
                TVector.AddProduct(ref s6a, v, wa);
                TVector.AddProduct(ref s6b, v, wb);
                v = TVector.Broadcast(x6[step]);
                TVector.AddProduct(ref s7a, v, wa);
                TVector.AddProduct(ref s7b, v, wb);
                x0++;
                x3++;
                x6++;
                weights += 2 * TVector.Width;
            }
        }
        Put(s0a, s0b, sums + 0 * sumStep, add);
        Put(s1a, s1b, sums + 1 * sumStep, add);
        Put(s2a, s2b, sums + 2 * sumStep, add);
        Put(s3a, s3b, sums + 3 * sumStep, add);
        Put(s4a, s4b, sums + 4 * sumStep, add);
        Put(s5a, s5b, sums + 5 * sumStep, add);
        Put(s6a, s6b, sums + 6 * sumStep, add);
        Put(s7a, s7b, sums + 7 * sumStep, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6By2(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero, s1a = TVector.Zero, s1b = TVector.Zero, s2a = TVector.Zero, s2b = TVector.Zero;
        TVector s3a = TVector.Zero, s3b = TVector.Zero, s4a = TVector.Zero, s4b = TVector.Zero, s5a = TVector.Zero, s5b = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step;
            Prefetch.NextEntry(entry, x, step, 6);
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights), wb = TVector.Load(weights + TVector.Width);
                TVector v = TVector.Broadcast(*x0);
                TVector.AddProduct(ref s0a, v, wa);
                TVector.AddProduct(ref s0b, v, wb);
                v = TVector.Broadcast(x0[step]);
                TVector.AddProduct(ref s1a, v, wa);
                TVector.AddProduct(ref s1b, v, wb);
                v = TVector.Broadcast(x0[2 * step]);
                TVector.AddProduct(ref s2a, v, wa);
                TVector.AddProduct(ref s2b, v, wb);
                v = TVector.Broadcast(*x3);
                TVector.AddProduct(ref s3a, v, wa);
                TVector.AddProduct(ref s3b, v, wb);
                v = TVector.Broadcast(x3[step]);
                TVector.AddProduct(ref s4a, v, wa);
                TVector.AddProduct(ref s4b, v, wb);
                v = TVector.Broadcast(x3[2 * step]);
                TVector.AddProduct(ref s5a, v, wa);
                TVector.AddProduct(ref s5b, v, wb);
                x0++;
                x3++;
                weights += 2 * TVector.Width;
            }
        }
        Put(s0a, s0b, sums + 0 * sumStep, add);
        Put(s1a, s1b, sums + 1 * sumStep, add);
        Put(s2a, s2b, sums + 2 * sumStep, add);
        Put(s3a, s3b, sums + 3 * sumStep, add);
        Put(s4a, s4b, sums + 4 * sumStep, add);
        Put(s5a, s5b, sums + 5 * sumStep, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4By2(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
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
                TVector v = TVector.Broadcast(*x0);
                TVector.AddProduct(ref s0a, v, wa);
                TVector.AddProduct(ref s0b, v, wb);
                v = TVector.Broadcast(x0[step]);
                TVector.AddProduct(ref s1a, v, wa);
                TVector.AddProduct(ref s1b, v, wb);
                v = TVector.Broadcast(x0[2 * step]);
                TVector.AddProduct(ref s2a, v, wa);
                TVector.AddProduct(ref s2b, v, wb);
                v = TVector.Broadcast(*x3);
                TVector.AddProduct(ref s3a, v, wa);
                TVector.AddProduct(ref s3b, v, wb);
                x0++;
                x3++;
                weights += 2 * TVector.Width;
            }
        }
        Put(s0a, s0b, sums + 0 * sumStep, add);
        Put(s1a, s1b, sums + 1 * sumStep, add);
        Put(s2a, s2b, sums + 2 * sumStep, add);
        Put(s3a, s3b, sums + 3 * sumStep, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1By2(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* sums, nint sumStep, bool add)
    {
        TVector s0a = TVector.Zero, s0b = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset;
            for (nint run = entry->Run; run > 0; run--)
            {
                TVector wa = TVector.Load(weights), wb = TVector.Load(weights + TVector.Width);
                TVector v = TVector.Broadcast(*x0);
                TVector.AddProduct(ref s0a, v, wa);
                TVector.AddProduct(ref s0b, v, wb);
                x0++;
                weights += 2 * TVector.Width;
            }
        }
        Put(s0a, s0b, sums + 0 * sumStep, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector a, TVector b, float* to, bool add)
    {
        TVector.Store(add ? TVector.Add(a, TVector.Load(to)) : a, to);
        TVector.Store(add ? TVector.Add(b, TVector.Load(to + TVector.Width)) : b, to + TVector.Width);
    }
}
