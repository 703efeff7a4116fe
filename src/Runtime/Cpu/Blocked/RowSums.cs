using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CaffeSharpGen.Cpu;

/// <summary>Sums of a matrix's rows times factors, a set of factors for each of several vectors. A thread takes a strip of columns and runs down its rows.</summary>
internal sealed unsafe class RowSums<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    private const int RowsAtOnce = 4;
    private const int MostColumns = 1024;
    private const int LeastColumns = 256;

    // Floats of a strip's sums, of all vectors.
    private const int FloatsOfStrip = 1 << 14;

    // Rows that are summed up before their sum is put to the others: rounding errors grow with the terms of a sum, not with the rows.
    private const int RowsOfSum = 256;

    private const int FloatsOfLine = 16;

    private readonly float* weights;
    private readonly int rows;
    private readonly int columns;
    private readonly CpuDevice device;
    private readonly Action<int, int> run;
    private readonly int[] usedRows;
    private LargeMemory? factors;
    private int used;
    private int stripColumns;
    private int vectors;
    private float* bias;
    private float* to;

    public RowSums(float* weights, int rows, int columns, CpuDevice device)
    {
        this.weights = weights;
        (this.rows, this.columns, this.device) = (rows, columns, device);
        usedRows = new int[rows];
        run = RunStrip;
    }

    private static int VectorsAtOnce => TVector.TileRows == 8 ? 4 : 2;

    public void Run(int vectors, float* from, float* bias, float* to)
    {
        this.vectors = vectors;
        this.bias = bias;
        this.to = to;
        TakeFactors(from);
        stripColumns = Math.Clamp(FloatsOfStrip / vectors, LeastColumns, MostColumns);
        device.Workers.For((columns + stripColumns - 1) / stripColumns, run);
    }

    public void Dispose() => factors?.Dispose();

    // Rows that any vector uses, and their factors, row by row; behind them zeros for rows that are not there.
    private void TakeFactors(float* from)
    {
        long floats = (rows + 1L) * vectors;
        if (factors is null || factors.Bytes < floats * sizeof(float))
        {
            factors?.Dispose();
            factors = new LargeMemory(floats);
        }
        used = 0;
        for (int row = 0; row < rows; row++)
        {
            float* taken = factors.Pointer + (nint)used * vectors;
            bool isUsed = false;
            for (int v = 0; v < vectors; v++)
            {
                taken[v] = from[(nint)v * rows + row];
                isUsed |= taken[v] != 0;
            }
            if (isUsed)
                usedRows[used++] = row;
        }
        new Span<float>(factors.Pointer + (nint)used * vectors, vectors).Clear();
    }

    private void RunStrip(int strip, int worker)
    {
        int start = strip * stripColumns, count = Math.Min(stripColumns, columns - start);
        float* sums = device.Scratch.Of(worker);
        for (int v = 0; v < vectors; v++)
        {
            var target = new Span<float>(to + (nint)v * columns + start, count);
            if (bias is null)
                target.Clear();
            else
                new ReadOnlySpan<float>(bias + start, count).CopyTo(target);
        }
        for (int first = 0; first < used;)
        {
            int end = first + 1;
            while (end < used && usedRows[end] / RowsOfSum == usedRows[first] / RowsOfSum)
                end++;
            new Span<float>(sums, vectors * count).Clear();
            for (; first < end; first += RowsAtOnce)
                AddRows(first, end, start, count, sums);
            first = end;
            for (int v = 0; v < vectors; v++)
                Sum.AddTo(new Span<float>(to + (nint)v * columns + start, count), new ReadOnlySpan<float>(sums + (nint)v * count, count));
        }
    }

    private void AddRows(int first, int end, int start, int count, float* sums)
    {
        FourRows rowsNow = RowsFrom(first, end, start), ahead = first + RowsAtOnce < used ? RowsFrom(first + RowsAtOnce, used, start) : rowsNow;
        Fetch(ahead, count);
        int v = 0;
        for (; VectorsAtOnce == 4 && v <= vectors - 4; v += 4, rowsNow.Skip(4))
            FourVectors(rowsNow, count, sums + (nint)v * count);
        for (; v < vectors; v++, rowsNow.Skip(1))
            OneVector(rowsNow, count, sums + (nint)v * count);
    }

    // Rows are far apart: the processor's own prefetching does not see the next ones coming.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fetch(in FourRows rows, int count)
    {
        if (!Sse.IsSupported)
            return;
        float* w0 = rows.W0, w1 = rows.W1, w2 = rows.W2, w3 = rows.W3;
        for (nint i = 0; i < count; i += FloatsOfLine)
        {
            Sse.Prefetch0(w0 + i);
            Sse.Prefetch0(w1 + i);
            Sse.Prefetch0(w2 + i);
            Sse.Prefetch0(w3 + i);
        }
    }

    private FourRows RowsFrom(int first, int end, int start)
    {
        FourRows four;
        four.W0 = weights + (nint)usedRows[first] * columns + start;
        four.W1 = first + 1 < end ? weights + (nint)usedRows[first + 1] * columns + start : four.W0;
        four.W2 = first + 2 < end ? weights + (nint)usedRows[first + 2] * columns + start : four.W0;
        four.W3 = first + 3 < end ? weights + (nint)usedRows[first + 3] * columns + start : four.W0;
        float* none = factors!.Pointer + (nint)used * vectors, f = factors.Pointer + (nint)first * vectors;
        four.F0 = f;
        four.F1 = first + 1 < end ? f + vectors : none;
        four.F2 = first + 2 < end ? f + 2 * vectors : none;
        four.F3 = first + 3 < end ? f + 3 * vectors : none;
        return four;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector(in FourRows rows, int count, float* sums)
    {
        float* w0 = rows.W0, w1 = rows.W1, w2 = rows.W2, w3 = rows.W3;
        TVector f0 = TVector.Broadcast(*rows.F0), f1 = TVector.Broadcast(*rows.F1), f2 = TVector.Broadcast(*rows.F2), f3 = TVector.Broadcast(*rows.F3);
        nint i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
        {
            TVector sum = TVector.MultiplyAdd(TVector.Load(w0 + i), f0, TVector.Load(sums + i));
            sum = TVector.MultiplyAdd(TVector.Load(w1 + i), f1, sum);
            sum = TVector.MultiplyAdd(TVector.Load(w2 + i), f2, sum);
            sum = TVector.MultiplyAdd(TVector.Load(w3 + i), f3, sum);
            TVector.Store(sum, sums + i);
        }
        Rest(rows, i, count, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors(in FourRows rows, int count, float* sums)
    {
        float* w0 = rows.W0, w1 = rows.W1, w2 = rows.W2, w3 = rows.W3, sums1 = sums + count, sums2 = sums1 + count, sums3 = sums2 + count;
        TVector a0 = TVector.Broadcast(rows.F0[0]), a1 = TVector.Broadcast(rows.F1[0]), a2 = TVector.Broadcast(rows.F2[0]), a3 = TVector.Broadcast(rows.F3[0]);
        TVector b0 = TVector.Broadcast(rows.F0[1]), b1 = TVector.Broadcast(rows.F1[1]), b2 = TVector.Broadcast(rows.F2[1]), b3 = TVector.Broadcast(rows.F3[1]);
        TVector c0 = TVector.Broadcast(rows.F0[2]), c1 = TVector.Broadcast(rows.F1[2]), c2 = TVector.Broadcast(rows.F2[2]), c3 = TVector.Broadcast(rows.F3[2]);
        TVector d0 = TVector.Broadcast(rows.F0[3]), d1 = TVector.Broadcast(rows.F1[3]), d2 = TVector.Broadcast(rows.F2[3]), d3 = TVector.Broadcast(rows.F3[3]);
        nint i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
        {
            TVector x0 = TVector.Load(w0 + i), x1 = TVector.Load(w1 + i), x2 = TVector.Load(w2 + i), x3 = TVector.Load(w3 + i);
            TVector a = TVector.MultiplyAdd(x0, a0, TVector.Load(sums + i)), b = TVector.MultiplyAdd(x0, b0, TVector.Load(sums1 + i));
            TVector c = TVector.MultiplyAdd(x0, c0, TVector.Load(sums2 + i)), d = TVector.MultiplyAdd(x0, d0, TVector.Load(sums3 + i));
            (a, b) = (TVector.MultiplyAdd(x1, a1, a), TVector.MultiplyAdd(x1, b1, b));
            (c, d) = (TVector.MultiplyAdd(x1, c1, c), TVector.MultiplyAdd(x1, d1, d));
            (a, b) = (TVector.MultiplyAdd(x2, a2, a), TVector.MultiplyAdd(x2, b2, b));
            (c, d) = (TVector.MultiplyAdd(x2, c2, c), TVector.MultiplyAdd(x2, d2, d));
            TVector.Store(TVector.MultiplyAdd(x3, a3, a), sums + i);
            TVector.Store(TVector.MultiplyAdd(x3, b3, b), sums1 + i);
            TVector.Store(TVector.MultiplyAdd(x3, c3, c), sums2 + i);
            TVector.Store(TVector.MultiplyAdd(x3, d3, d), sums3 + i);
        }
        FourRows rest = rows;
        for (int v = 0; i < count && v < 4; v++, rest.Skip(1))
            Rest(rest, i, count, sums + (nint)v * count);
    }

    private static void Rest(in FourRows rows, nint i, int count, float* sums)
    {
        for (; i < count; i++)
        {
            float sum = MathF.FusedMultiplyAdd(rows.W0[i], *rows.F0, sums[i]);
            sum = MathF.FusedMultiplyAdd(rows.W1[i], *rows.F1, sum);
            sum = MathF.FusedMultiplyAdd(rows.W2[i], *rows.F2, sum);
            sums[i] = MathF.FusedMultiplyAdd(rows.W3[i], *rows.F3, sum);
        }
    }

    // Four rows of a strip, and their factors from a vector on.
    private struct FourRows
    {
        public float* W0;
        public float* W1;
        public float* W2;
        public float* W3;
        public float* F0;
        public float* F1;
        public float* F2;
        public float* F3;

        public void Skip(int vectors)
        {
            F0 += vectors;
            F1 += vectors;
            F2 += vectors;
            F3 += vectors;
        }
    }
}
