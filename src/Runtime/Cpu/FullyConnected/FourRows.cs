using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.FullyConnected;

/// <summary>Adds used rows times the factors of up to four vectors to the sums of a slab, four rows side by side.</summary>
internal static unsafe class FourRows<TVector>
    where TVector : struct, ITileVector<TVector>
{
    public const int Rows = 4;

    /// <summary>The most vectors.</summary>
    public const int Vectors = 4;

    // As far ahead, 2 kB, memory is asked for the weights of each row.
    private const int Ahead = 512;

    /// <summary>Adds as many of four rows as there are before <paramref name="end"/>.</summary>
    /// <param name="used">The rows.</param>
    /// <param name="row">The first.</param>
    /// <param name="end">The end of the slab.</param>
    /// <param name="column">The first column.</param>
    /// <param name="count">Number of columns.</param>
    /// <param name="sums">One for each of the columns, of the first vector; those of the next one lie a row of the matrix further.</param>
    public static void Add(UsedRows used, int row, int end, int column, int count, float* sums)
    {
        int v = 0;
        if (row + Rows > end)
        {
            for (; row < end; row++)
            {
                for (v = 0; v < used.Vectors; v++)
                    AddOne(used.Weights(row) + column, used.Factors(row, 0)[v], count, sums + (nint)v * used.Columns);
            }
            return;
        }
        float* w0 = used.Weights(row) + column, w1 = used.Weights(row + 1) + column, w2 = used.Weights(row + 2) + column;
        float* w3 = used.Weights(row + 3) + column;
        float* f = used.Factors(row, 0);
        if (used.Vectors == 4 && TVector.RegisterCount == 32)
        {
            AddToFour(w0, w1, w2, w3, f, count, sums, used.Columns);
            return;
        }
        for (; v <= used.Vectors - 2; v += 2)
            AddToTwo(w0, w1, w2, w3, f + v, count, sums + (nint)v * used.Columns, used.Columns);
        if (v < used.Vectors)
            AddToOne(w0, w1, w2, w3, f + v, count, sums + (nint)v * used.Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToOne(float* w0, float* w1, float* w2, float* w3, float* f, int count, float* sums)
    {
        TVector a0 = TVector.Broadcast(f[0]), a1 = TVector.Broadcast(f[4]), a2 = TVector.Broadcast(f[8]), a3 = TVector.Broadcast(f[12]);
        nint i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
        {
            Fetch(w0 + i, w1 + i, w2 + i, w3 + i);
            TVector sum = TVector.MultiplyAdd(TVector.Load(w0 + i), a0, TVector.Load(sums + i));
            sum = TVector.MultiplyAdd(TVector.Load(w1 + i), a1, sum);
            sum = TVector.MultiplyAdd(TVector.Load(w2 + i), a2, sum);
            TVector.Store(TVector.MultiplyAdd(TVector.Load(w3 + i), a3, sum), sums + i);
        }
        AddRest(w0, w1, w2, w3, f, i, count, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToTwo(float* w0, float* w1, float* w2, float* w3, float* f, int count, float* sums, nint step)
    {
        TVector a0 = TVector.Broadcast(f[0]), a1 = TVector.Broadcast(f[4]), a2 = TVector.Broadcast(f[8]), a3 = TVector.Broadcast(f[12]);
        TVector b0 = TVector.Broadcast(f[1]), b1 = TVector.Broadcast(f[5]), b2 = TVector.Broadcast(f[9]), b3 = TVector.Broadcast(f[13]);
        float* second = sums + step;
        nint i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
        {
            Fetch(w0 + i, w1 + i, w2 + i, w3 + i);
            TVector weight = TVector.Load(w0 + i);
            TVector a = TVector.MultiplyAdd(weight, a0, TVector.Load(sums + i));
            TVector b = TVector.MultiplyAdd(weight, b0, TVector.Load(second + i));
            weight = TVector.Load(w1 + i);
            (a, b) = (TVector.MultiplyAdd(weight, a1, a), TVector.MultiplyAdd(weight, b1, b));
            weight = TVector.Load(w2 + i);
            (a, b) = (TVector.MultiplyAdd(weight, a2, a), TVector.MultiplyAdd(weight, b2, b));
            weight = TVector.Load(w3 + i);
            TVector.Store(TVector.MultiplyAdd(weight, a3, a), sums + i);
            TVector.Store(TVector.MultiplyAdd(weight, b3, b), second + i);
        }
        AddRest(w0, w1, w2, w3, f, i, count, sums);
        AddRest(w0, w1, w2, w3, f + 1, i, count, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToFour(float* w0, float* w1, float* w2, float* w3, float* f, int count, float* sums, nint step)
    {
        TVector a0 = TVector.Broadcast(f[0]), a1 = TVector.Broadcast(f[4]), a2 = TVector.Broadcast(f[8]), a3 = TVector.Broadcast(f[12]);
        TVector b0 = TVector.Broadcast(f[1]), b1 = TVector.Broadcast(f[5]), b2 = TVector.Broadcast(f[9]), b3 = TVector.Broadcast(f[13]);
        TVector c0 = TVector.Broadcast(f[2]), c1 = TVector.Broadcast(f[6]), c2 = TVector.Broadcast(f[10]), c3 = TVector.Broadcast(f[14]);
        TVector d0 = TVector.Broadcast(f[3]), d1 = TVector.Broadcast(f[7]), d2 = TVector.Broadcast(f[11]), d3 = TVector.Broadcast(f[15]);
        float* second = sums + step, third = second + step, fourth = third + step;
        nint i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
        {
            Fetch(w0 + i, w1 + i, w2 + i, w3 + i);
            TVector weight = TVector.Load(w0 + i);
            TVector a = TVector.MultiplyAdd(weight, a0, TVector.Load(sums + i));
            TVector b = TVector.MultiplyAdd(weight, b0, TVector.Load(second + i));
            TVector c = TVector.MultiplyAdd(weight, c0, TVector.Load(third + i));
            TVector d = TVector.MultiplyAdd(weight, d0, TVector.Load(fourth + i));
            weight = TVector.Load(w1 + i);
            (a, b) = (TVector.MultiplyAdd(weight, a1, a), TVector.MultiplyAdd(weight, b1, b));
            (c, d) = (TVector.MultiplyAdd(weight, c1, c), TVector.MultiplyAdd(weight, d1, d));
            weight = TVector.Load(w2 + i);
            (a, b) = (TVector.MultiplyAdd(weight, a2, a), TVector.MultiplyAdd(weight, b2, b));
            (c, d) = (TVector.MultiplyAdd(weight, c2, c), TVector.MultiplyAdd(weight, d2, d));
            weight = TVector.Load(w3 + i);
            TVector.Store(TVector.MultiplyAdd(weight, a3, a), sums + i);
            TVector.Store(TVector.MultiplyAdd(weight, b3, b), second + i);
            TVector.Store(TVector.MultiplyAdd(weight, c3, c), third + i);
            TVector.Store(TVector.MultiplyAdd(weight, d3, d), fourth + i);
        }
        for (int v = 0; i < count && v < 4; v++)
            AddRest(w0, w1, w2, w3, f + v, i, count, sums + v * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* w0, float* w1, float* w2, float* w3)
    {
        Prefetch.Line(w0 + Ahead);
        Prefetch.Line(w1 + Ahead);
        Prefetch.Line(w2 + Ahead);
        Prefetch.Line(w3 + Ahead);
    }

    private static void AddRest(float* w0, float* w1, float* w2, float* w3, float* f, nint i, int count, float* sums)
    {
        for (; i < count; i++)
        {
            float sum = MathF.FusedMultiplyAdd(w0[i], f[0], sums[i]);
            sum = MathF.FusedMultiplyAdd(w1[i], f[4], sum);
            sum = MathF.FusedMultiplyAdd(w2[i], f[8], sum);
            sums[i] = MathF.FusedMultiplyAdd(w3[i], f[12], sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne(float* w, float factor, int count, float* sums)
    {
        TVector f = TVector.Broadcast(factor);
        nint i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
            TVector.Store(TVector.MultiplyAdd(TVector.Load(w + i), f, TVector.Load(sums + i)), sums + i);
        for (; i < count; i++)
            sums[i] = MathF.FusedMultiplyAdd(w[i], factor, sums[i]);
    }
}
