using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Cpu;

/// <summary>Products of a matrix's rows with vectors. A thread takes some rows; of them, a stretch of columns at a time.</summary>
internal sealed unsafe class RowProducts<TVector>
    where TVector : struct, ITileVector<TVector>
{
    private const int RowsAtOnce = 4;

    // Weights of a piece of work: some microseconds of reading.
    private const int WeightsOfPiece = 1 << 15;

    // Rows of a piece that share what is read of many vectors.
    private const int RowsOfManyVectors = 16;

    // Columns that are summed up before their sum is put to the others: of 16 rows and 4 vectors they fit into a first-level cache, and rounding errors
    // grow with the terms of a sum, not with the columns. As far ahead, 2 kB, memory is asked for the weights of a row.
    private const int Stretch = 512;

    private readonly float* weights;
    private readonly int rows;
    private readonly int columns;
    private readonly CpuDevice device;
    private readonly Action<int, int> run;
    private int rowsOfPiece;
    private int vectors;
    private float* from;
    private float* bias;
    private float* to;

    public RowProducts(float* weights, int rows, int columns, CpuDevice device)
    {
        this.weights = weights;
        (this.rows, this.columns, this.device) = (rows, columns, device);
        run = RunPiece;
    }

    // Sums of four rows with four vectors where there are 32 registers, with two where there are 16.
    private static int VectorsAtOnce => TVector.TileRows == 8 ? 4 : 2;

    public void Run(int vectors, float* from, float* bias, float* to)
    {
        this.vectors = vectors;
        this.from = from;
        this.bias = bias;
        this.to = to;
        rowsOfPiece = Math.Clamp(WeightsOfPiece / Math.Max(columns, 1), 1, 256) / RowsAtOnce * RowsAtOnce;
        rowsOfPiece = Math.Max(rowsOfPiece, vectors > VectorsAtOnce ? RowsOfManyVectors : RowsAtOnce);
        device.Workers.For((rows + rowsOfPiece - 1) / rowsOfPiece, run);
    }

    private void RunPiece(int piece, int worker)
    {
        int first = piece * rowsOfPiece, end = Math.Min(first + rowsOfPiece, rows);
        if (rows < RowsAtOnce)
            FewRows();
        else
            ManyRows(first, end, device.Scratch.Of(worker));
    }

    private void FewRows()
    {
        for (int row = 0; row < rows; row++)
        {
            for (int v = 0; v < vectors; v++)
                to[(nint)v * rows + row] = (float)(Dot.Product(weights + (nint)row * columns, from + (nint)v * columns, columns) + (bias is null ? 0 : bias[row]));
        }
    }

    // The last rows are done again rather than fewer at a time.
    private int RowAt(int row) => Math.Min(row, rows - RowsAtOnce);

    private void ManyRows(int first, int end, float* sums)
    {
        nint step = RowsAtOnce * TVector.Width, sumsOfRows = vectors * step;
        int groups = (end - first + RowsAtOnce - 1) / RowsAtOnce, whole = columns / TVector.Width * TVector.Width;
        new Span<float>(sums, checked((int)(groups * sumsOfRows))).Clear();
        for (int column = 0; column < whole; column += Stretch)
        {
            int count = Math.Min(Stretch, whole - column);
            for (int v = 0, together; v < vectors; v += together)
            {
                together = vectors - v >= VectorsAtOnce ? VectorsAtOnce : vectors - v >= 2 ? 2 : 1;
                for (int group = 0; group < groups; group++)
                {
                    float* w = weights + (nint)RowAt(first + group * RowsAtOnce) * columns + column, x = from + (nint)v * columns + column;
                    AddStretch(together, w, x, count, sums + group * sumsOfRows + v * step, isFirst: v == 0);
                }
            }
        }
        for (int group = 0; group < groups; group++)
            Finish(RowAt(first + group * RowsAtOnce), whole, sums + group * sumsOfRows);
    }

    // Sums lie vector by vector, four rows each.
    private void AddStretch(int together, float* w, float* x, int count, float* sums, bool isFirst)
    {
        if (together == 4)
            FourVectors(w, x, columns, count, sums, isFirst);
        else if (together == 2)
            TwoVectors(w, x, columns, count, sums, isFirst);
        else
            OneVector(w, x, columns, count, sums, isFirst);
    }

    private void Finish(int row, int whole, float* sums)
    {
        for (int v = 0; v < vectors; v++)
        {
            float* x = from + (nint)v * columns, y = to + (nint)v * rows + row;
            for (int r = 0; r < RowsAtOnce; r++, sums += TVector.Width)
            {
                float* w = weights + (nint)(row + r) * columns;
                double sum = SumOfLanes(sums);
                for (int column = whole; column < columns; column++)
                    sum += (double)w[column] * x[column];
                y[r] = (float)(sum + (bias is null ? 0 : bias[row + r]));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfLanes(float* lanes)
    {
        Vector128<float> sum = Vector128.Load(lanes);
        for (int lane = 4; lane < TVector.Width; lane += 4)
            sum += Vector128.Load(lanes + lane);
        return Vector128.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector(float* w, float* x, nint columns, int count, float* sums, bool isFirst)
    {
        float* w1 = w + columns, w2 = w1 + columns, w3 = w2 + columns;
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        for (nint i = 0; i < count; i += TVector.Width)
        {
            if (isFirst)
                Fetch(w + i + Stretch, w1 + i + Stretch, w2 + i + Stretch, w3 + i + Stretch);
            TVector x0 = TVector.Load(x + i);
            a0 = TVector.MultiplyAdd(TVector.Load(w + i), x0, a0);
            a1 = TVector.MultiplyAdd(TVector.Load(w1 + i), x0, a1);
            a2 = TVector.MultiplyAdd(TVector.Load(w2 + i), x0, a2);
            a3 = TVector.MultiplyAdd(TVector.Load(w3 + i), x0, a3);
        }
        AddTo(sums, a0, a1, a2, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVectors(float* w, float* x, nint columns, int count, float* sums, bool isFirst)
    {
        float* w1 = w + columns, w2 = w1 + columns, w3 = w2 + columns, second = x + columns;
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        TVector b0 = TVector.Zero, b1 = TVector.Zero, b2 = TVector.Zero, b3 = TVector.Zero;
        for (nint i = 0; i < count; i += TVector.Width)
        {
            if (isFirst)
                Fetch(w + i + Stretch, w1 + i + Stretch, w2 + i + Stretch, w3 + i + Stretch);
            TVector x0 = TVector.Load(x + i), x1 = TVector.Load(second + i), weight = TVector.Load(w + i);
            a0 = TVector.MultiplyAdd(weight, x0, a0);
            b0 = TVector.MultiplyAdd(weight, x1, b0);
            weight = TVector.Load(w1 + i);
            a1 = TVector.MultiplyAdd(weight, x0, a1);
            b1 = TVector.MultiplyAdd(weight, x1, b1);
            weight = TVector.Load(w2 + i);
            a2 = TVector.MultiplyAdd(weight, x0, a2);
            b2 = TVector.MultiplyAdd(weight, x1, b2);
            weight = TVector.Load(w3 + i);
            a3 = TVector.MultiplyAdd(weight, x0, a3);
            b3 = TVector.MultiplyAdd(weight, x1, b3);
        }
        AddTo(sums, a0, a1, a2, a3);
        AddTo(sums + RowsAtOnce * TVector.Width, b0, b1, b2, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors(float* w, float* x, nint columns, int count, float* sums, bool isFirst)
    {
        float* w1 = w + columns, w2 = w1 + columns, w3 = w2 + columns, second = x + columns, third = second + columns, fourth = third + columns;
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        TVector b0 = TVector.Zero, b1 = TVector.Zero, b2 = TVector.Zero, b3 = TVector.Zero;
        TVector c0 = TVector.Zero, c1 = TVector.Zero, c2 = TVector.Zero, c3 = TVector.Zero;
        TVector d0 = TVector.Zero, d1 = TVector.Zero, d2 = TVector.Zero, d3 = TVector.Zero;
        for (nint i = 0; i < count; i += TVector.Width)
        {
            if (isFirst)
                Fetch(w + i + Stretch, w1 + i + Stretch, w2 + i + Stretch, w3 + i + Stretch);
            TVector x0 = TVector.Load(x + i), x1 = TVector.Load(second + i), x2 = TVector.Load(third + i), x3 = TVector.Load(fourth + i);
            TVector weight = TVector.Load(w + i);
            a0 = TVector.MultiplyAdd(weight, x0, a0);
            b0 = TVector.MultiplyAdd(weight, x1, b0);
            c0 = TVector.MultiplyAdd(weight, x2, c0);
            d0 = TVector.MultiplyAdd(weight, x3, d0);
            weight = TVector.Load(w1 + i);
            a1 = TVector.MultiplyAdd(weight, x0, a1);
            b1 = TVector.MultiplyAdd(weight, x1, b1);
            c1 = TVector.MultiplyAdd(weight, x2, c1);
            d1 = TVector.MultiplyAdd(weight, x3, d1);
            weight = TVector.Load(w2 + i);
            a2 = TVector.MultiplyAdd(weight, x0, a2);
            b2 = TVector.MultiplyAdd(weight, x1, b2);
            c2 = TVector.MultiplyAdd(weight, x2, c2);
            d2 = TVector.MultiplyAdd(weight, x3, d2);
            weight = TVector.Load(w3 + i);
            a3 = TVector.MultiplyAdd(weight, x0, a3);
            b3 = TVector.MultiplyAdd(weight, x1, b3);
            c3 = TVector.MultiplyAdd(weight, x2, c3);
            d3 = TVector.MultiplyAdd(weight, x3, d3);
        }
        int step = RowsAtOnce * TVector.Width;
        AddTo(sums, a0, a1, a2, a3);
        AddTo(sums + step, b0, b1, b2, b3);
        AddTo(sums + 2 * step, c0, c1, c2, c3);
        AddTo(sums + 3 * step, d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* w0, float* w1, float* w2, float* w3)
    {
        Prefetch.Line(w0);
        Prefetch.Line(w1);
        Prefetch.Line(w2);
        Prefetch.Line(w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* sums, TVector s0, TVector s1, TVector s2, TVector s3)
    {
        TVector.Store(TVector.Add(TVector.Load(sums), s0), sums);
        TVector.Store(TVector.Add(TVector.Load(sums + TVector.Width), s1), sums + TVector.Width);
        TVector.Store(TVector.Add(TVector.Load(sums + 2 * TVector.Width), s2), sums + 2 * TVector.Width);
        TVector.Store(TVector.Add(TVector.Load(sums + 3 * TVector.Width), s3), sums + 3 * TVector.Width);
    }
}
