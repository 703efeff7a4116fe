using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.FullyConnected;

/// <summary>
/// Products of a matrix's rows with vectors, in tiles of four rows and four vectors (two where there are 16 registers). A thread takes
/// some rows, and of them a stretch of columns at a time.
/// </summary>
internal sealed unsafe class RowProducts<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    private const int RowsAtOnce = 4;

    // Weights of a piece of work: some microseconds of reading.
    private const int WeightsOfPiece = 1 << 15;

    // Columns that are summed up before their sum is put to the others: rounding errors grow with the terms of a sum, not with the columns.
    // As far ahead, 2 kB, memory is asked for the weights of a row.
    private const int Stretch = 512;

    // Rows whose stretches fit into a first-level cache together with those of four vectors.
    private const int RowsOfBlock = 8;

    private readonly float* weights;
    private readonly int rows;
    private readonly int columns;
    private readonly CpuMachine machine;
    private readonly SessionWorkers workers;
    private readonly Action<int, int> run;
    private LargeMemory? interleaved;
    private int rowsOfPiece;
    private int vectors;
    private int together;
    private float* from;
    private float* side;
    private float* bias;
    private float* to;

    public RowProducts(float* weights, int rows, int columns, CpuMachine machine, SessionWorkers workers)
    {
        this.weights = weights;
        (this.rows, this.columns, this.machine, this.workers) = (rows, columns, machine, workers);
        run = RunPiece;
    }

    // Columns that fill vectors.
    private int Whole => columns / TVector.Width * TVector.Width;

    // Vectors side by side may be one more than there are, or three; their products go nowhere.
    private int Sides => (vectors + together - 1) / together;

    private int RowsOfTile => Sides > 1 ? RowsOfBlock : RowsAtOnce;

    public void Run(int vectors, float* from, float* bias, float* to)
    {
        this.vectors = vectors;
        this.from = from;
        this.bias = bias;
        this.to = to;
        together = Math.Min(vectors == 3 ? 4 : vectors, TVector.RegisterCount == 32 ? 4 : 2);
        side = together == 1 ? from : Interleave();
        rowsOfPiece = Math.Max(1, WeightsOfPiece / Math.Max(columns, 1) / RowsOfTile) * RowsOfTile;
        workers.For((rows + rowsOfPiece - 1) / rowsOfPiece, run);
    }

    public void Dispose() => interleaved?.Dispose();

    // Vectors that are multiplied together lie side by side, a vector's width of columns each: rows of a power of two would displace
    // each other in the cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float* Interleave()
    {
        long floats = (long)Sides * together * Whole;
        if (interleaved is null || interleaved.Bytes < floats * sizeof(float))
        {
            interleaved?.Dispose();
            interleaved = new LargeMemory(floats);
        }
        for (int v = 0; v < Sides * together; v++)
        {
            float* x = from + (nint)v * columns;
            float* y = interleaved.Pointer + (nint)(v / together * together) * Whole + v % together * TVector.Width;
            for (nint i = 0; i < Whole; i += TVector.Width)
                TVector.Store(v < vectors ? TVector.Load(x + i) : TVector.Zero, y + i * together);
        }
        return interleaved.Pointer;
    }

    private void RunPiece(int piece, int worker)
    {
        int first = piece * rowsOfPiece, end = Math.Min(first + rowsOfPiece, rows);
        if (rows < RowsAtOnce)
        {
            FewRows();
            return;
        }
        for (; first < end; first += RowsOfTile)
            RunBlock(first, Math.Min(first + RowsOfTile, end), machine.Scratch.Of(worker));
    }

    private void FewRows()
    {
        for (int row = 0; row < rows; row++)
        {
            for (int v = 0; v < vectors; v++)
            {
                double product = Dot.Product(weights + (nint)row * columns, from + (nint)v * columns, columns);
                to[(nint)v * rows + row] = (float)(product + (bias is null ? 0 : bias[row]));
            }
        }
    }

    // The last rows are done again rather than fewer at a time.
    private int RowAt(int row) => Math.Min(row, rows - RowsAtOnce);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBlock(int first, int end, float* scratch)
    {
        int step = RowsAtOnce * together * TVector.Width, tiles = (end - first + RowsAtOnce - 1) / RowsAtOnce;
        float* sums = scratch + RowsOfBlock * Stretch;
        new Span<float>(sums, tiles * Sides * step).Clear();
        for (int column = 0; column < Whole; column += Stretch)
        {
            int count = Math.Min(Stretch, Whole - column);
            for (int s = 0; s < Sides; s++)
            {
                float* x = side + (nint)s * together * Whole + (nint)column * together;
                for (int tile = 0; tile < tiles; tile++)
                {
                    float* w = weights + (nint)RowAt(first + tile * RowsAtOnce) * columns + column;
                    AddTile(w, columns, x, count, sums + (tile * Sides + s) * step, isFirst: s == 0);
                }
            }
        }
        for (int tile = 0; tile < tiles; tile++)
            Finish(RowAt(first + tile * RowsAtOnce), sums + tile * Sides * step);
    }

    // Sums lie vector by vector, four rows each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTile(float* w, nint stride, float* x, int count, float* sums, bool isFirst)
    {
        if (together == 4)
            FourVectors(w, stride, x, count, sums, isFirst);
        else if (together == 2)
            TwoVectors(w, stride, x, count, sums, isFirst);
        else
            OneVector(w, stride, x, count, sums, isFirst);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(int row, float* sums)
    {
        for (int v = 0; v < vectors; v++)
        {
            float* x = from + (nint)v * columns, y = to + (nint)v * rows + row;
            for (int r = 0; r < RowsAtOnce; r++, sums += TVector.Width)
            {
                float* w = weights + (nint)(row + r) * columns;
                double sum = LaneSum<TVector>.Of(sums);
                for (int column = Whole; column < columns; column++)
                    sum += (double)w[column] * x[column];
                y[r] = (float)(sum + (bias is null ? 0 : bias[row + r]));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector(float* w, nint stride, float* x, int count, float* sums, bool isFirst)
    {
        float* w1 = w + stride, w2 = w1 + stride, w3 = w2 + stride;
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        for (nint i = 0; i < count; i += TVector.Width)
        {
            if (isFirst)
                Fetch(w + i + Stretch, w1 + i + Stretch, w2 + i + Stretch, w3 + i + Stretch);
            TVector x0 = TVector.Load(x + i);
            TVector.AddProduct(ref a0, TVector.Load(w + i), x0);
            TVector.AddProduct(ref a1, TVector.Load(w1 + i), x0);
            TVector.AddProduct(ref a2, TVector.Load(w2 + i), x0);
            TVector.AddProduct(ref a3, TVector.Load(w3 + i), x0);
        }
        AddTo(sums, a0, a1, a2, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVectors(float* w, nint stride, float* x, int count, float* sums, bool isFirst)
    {
        float* w1 = w + stride, w2 = w1 + stride, w3 = w2 + stride;
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        TVector b0 = TVector.Zero, b1 = TVector.Zero, b2 = TVector.Zero, b3 = TVector.Zero;
        for (nint i = 0; i < count; i += TVector.Width, x += 2 * TVector.Width)
        {
            if (isFirst)
                Fetch(w + i + Stretch, w1 + i + Stretch, w2 + i + Stretch, w3 + i + Stretch);
            TVector x0 = TVector.Load(x), x1 = TVector.Load(x + TVector.Width), weight = TVector.Load(w + i);
            TVector.AddProduct(ref a0, weight, x0);
            TVector.AddProduct(ref b0, weight, x1);
            weight = TVector.Load(w1 + i);
            TVector.AddProduct(ref a1, weight, x0);
            TVector.AddProduct(ref b1, weight, x1);
            weight = TVector.Load(w2 + i);
            TVector.AddProduct(ref a2, weight, x0);
            TVector.AddProduct(ref b2, weight, x1);
            weight = TVector.Load(w3 + i);
            TVector.AddProduct(ref a3, weight, x0);
            TVector.AddProduct(ref b3, weight, x1);
        }
        AddTo(sums, a0, a1, a2, a3);
        AddTo(sums + RowsAtOnce * TVector.Width, b0, b1, b2, b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors(float* w, nint stride, float* x, int count, float* sums, bool isFirst)
    {
        float* w1 = w + stride, w2 = w1 + stride, w3 = w2 + stride;
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        TVector b0 = TVector.Zero, b1 = TVector.Zero, b2 = TVector.Zero, b3 = TVector.Zero;
        TVector c0 = TVector.Zero, c1 = TVector.Zero, c2 = TVector.Zero, c3 = TVector.Zero;
        TVector d0 = TVector.Zero, d1 = TVector.Zero, d2 = TVector.Zero, d3 = TVector.Zero;
        for (nint i = 0; i < count; i += TVector.Width, x += 4 * TVector.Width)
        {
            if (isFirst)
                Fetch(w + i + Stretch, w1 + i + Stretch, w2 + i + Stretch, w3 + i + Stretch);
            TVector x0 = TVector.Load(x), x1 = TVector.Load(x + TVector.Width), x2 = TVector.Load(x + 2 * TVector.Width);
            TVector x3 = TVector.Load(x + 3 * TVector.Width);
            TVector weight = TVector.Load(w + i);
            TVector.AddProduct(ref a0, weight, x0);
            TVector.AddProduct(ref b0, weight, x1);
            TVector.AddProduct(ref c0, weight, x2);
            TVector.AddProduct(ref d0, weight, x3);
            weight = TVector.Load(w1 + i);
            TVector.AddProduct(ref a1, weight, x0);
            TVector.AddProduct(ref b1, weight, x1);
            TVector.AddProduct(ref c1, weight, x2);
            TVector.AddProduct(ref d1, weight, x3);
            weight = TVector.Load(w2 + i);
            TVector.AddProduct(ref a2, weight, x0);
            TVector.AddProduct(ref b2, weight, x1);
            TVector.AddProduct(ref c2, weight, x2);
            TVector.AddProduct(ref d2, weight, x3);
            weight = TVector.Load(w3 + i);
            TVector.AddProduct(ref a3, weight, x0);
            TVector.AddProduct(ref b3, weight, x1);
            TVector.AddProduct(ref c3, weight, x2);
            TVector.AddProduct(ref d3, weight, x3);
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
