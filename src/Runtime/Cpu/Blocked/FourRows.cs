using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>Adds used rows times one vector's factors to the sum of a slab, four rows side by side.</summary>
internal static unsafe class FourRows<TVector>
    where TVector : struct, ITileVector<TVector>
{
    public const int Rows = 4;

    // As far ahead, 2 kB, memory is asked for the weights of each row.
    private const int Ahead = 512;

    /// <summary>Adds as many of four rows as there are before <paramref name="end"/>.</summary>
    /// <param name="used">The rows.</param>
    /// <param name="row">The first.</param>
    /// <param name="end">The end of the slab.</param>
    /// <param name="column">The first column.</param>
    /// <param name="count">Number of columns.</param>
    /// <param name="vector">Whose factors.</param>
    /// <param name="sums">One for each of the columns.</param>
    public static void Add(UsedRows used, int row, int end, int column, int count, int vector, float* sums)
    {
        if (row + Rows <= end)
            AddFour(used, row, column, count, vector, sums);
        else
        {
            for (; row < end; row++)
                AddOne(used.Weights(row) + column, used.Factors(row)[vector], count, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(UsedRows used, int row, int column, int count, int vector, float* sums)
    {
        float* w0 = used.Weights(row) + column, w1 = used.Weights(row + 1) + column, w2 = used.Weights(row + 2) + column, w3 = used.Weights(row + 3) + column;
        float g0 = used.Factors(row)[vector], g1 = used.Factors(row + 1)[vector], g2 = used.Factors(row + 2)[vector], g3 = used.Factors(row + 3)[vector];
        TVector f0 = TVector.Broadcast(g0), f1 = TVector.Broadcast(g1), f2 = TVector.Broadcast(g2), f3 = TVector.Broadcast(g3);
        nint i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
        {
            Prefetch.Line(w0 + i + Ahead);
            Prefetch.Line(w1 + i + Ahead);
            Prefetch.Line(w2 + i + Ahead);
            Prefetch.Line(w3 + i + Ahead);
            TVector sum = TVector.MultiplyAdd(TVector.Load(w0 + i), f0, TVector.Load(sums + i));
            sum = TVector.MultiplyAdd(TVector.Load(w1 + i), f1, sum);
            sum = TVector.MultiplyAdd(TVector.Load(w2 + i), f2, sum);
            TVector.Store(TVector.MultiplyAdd(TVector.Load(w3 + i), f3, sum), sums + i);
        }
        for (; i < count; i++)
        {
            float sum = MathF.FusedMultiplyAdd(w0[i], g0, sums[i]);
            sum = MathF.FusedMultiplyAdd(w1[i], g1, sum);
            sum = MathF.FusedMultiplyAdd(w2[i], g2, sum);
            sums[i] = MathF.FusedMultiplyAdd(w3[i], g3, sum);
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
