using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.FullyConnected;

/// <summary>
/// Adds the rows of a slab times the factors of several vectors to their sums, which stay in registers while the rows pass: four
/// vectors of columns for each of four vectors of factors where there are 32 registers, of two where there are 16.
/// </summary>
internal static unsafe class RowTile<TVector>
    where TVector : struct, ITileVector<TVector>
{
    private const int FloatsOfLine = 16;

    /// <summary>Vectors of factors of a tile.</summary>
    public static int Vectors => TVector.RegisterCount == 32 ? 4 : 2;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 4 * TVector.Width;

    /// <summary>Adds some columns, for all vectors.</summary>
    /// <param name="used">The rows.</param>
    /// <param name="slab">Which of them.</param>
    /// <param name="column">The first column.</param>
    /// <param name="count">Number of columns.</param>
    /// <param name="packed">Scratch for the columns of a tile.</param>
    /// <param name="to">The sums of the first vector in the first of the columns; those of the next one lie a row further.</param>
    public static void Add(UsedRows used, int slab, int column, int count, float* packed, float* to)
    {
        (int first, int end) = used.Slab(slab);
        int tiles = count / Columns;
        for (int tile = 0; tile < tiles; tile++, column += Columns, to += Columns)
        {
            // What comes next: the tile beside this one, or the first one of the next slab.
            (int rowAhead, int columnAhead) = tile + 1 < tiles ? (first, column + Columns) : (end, column - tile * Columns);
            Pack(used, first, end, column, packed);
            for (int v = 0; v < used.Vectors; v += Vectors)
            {
                int rows = end - first, vectors = Math.Min(Vectors, used.Vectors - v);
                // A part of it before each sum: memory has more time than where all is asked for at once.
                Ask(used, rowAhead + rows * v / used.Vectors, rowAhead + rows * (v + vectors) / used.Vectors, columnAhead);
                float* factors = used.Factors(first, v / 4 * 4) + v % 4;
                if (Vectors == 4)
                    AddToFour(packed, factors, rows, vectors, to + (nint)v * used.Columns, used.Columns);
                else
                    AddToTwo(packed, factors, rows, vectors, to + (nint)v * used.Columns, used.Columns);
            }
        }
        for (int v = 0; tiles * Columns < count && v < used.Vectors; v++)
            AddRest(used, slab, column, count - tiles * Columns, v, to + (nint)v * used.Columns);
    }

    // Rows are far apart, at distances of powers of two perhaps: they would displace each other in the cache, and the processor sees no
    // stream in them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(UsedRows used, int first, int end, int column, float* packed)
    {
        for (int row = first; row < end; row++, packed += Columns)
        {
            float* w = used.Weights(row) + column;
            for (int i = 0; i < Columns; i += TVector.Width)
                TVector.Store(TVector.Load(w + i), packed + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Ask(UsedRows used, int first, int end, int column)
    {
        for (int row = first; row < Math.Min(end, used.Count); row++)
        {
            float* ahead = used.Weights(row) + column;
            for (int i = 0; i < Columns; i += FloatsOfLine)
                Prefetch.Line(ahead + i);
            // Rows need not begin with a line.
            Prefetch.Line(ahead + Columns - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToFour(float* w, float* f, int rows, int vectors, float* to, nint step)
    {
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        TVector b0 = TVector.Zero, b1 = TVector.Zero, b2 = TVector.Zero, b3 = TVector.Zero;
        TVector c0 = TVector.Zero, c1 = TVector.Zero, c2 = TVector.Zero, c3 = TVector.Zero;
        TVector d0 = TVector.Zero, d1 = TVector.Zero, d2 = TVector.Zero, d3 = TVector.Zero;
        for (int row = 0; row < rows; row++, w += Columns, f += 4)
        {
            TVector w0 = TVector.Load(w), w1 = TVector.Load(w + TVector.Width), w2 = TVector.Load(w + 2 * TVector.Width);
            TVector w3 = TVector.Load(w + 3 * TVector.Width);
            TVector factor = TVector.Broadcast(f[0]);
            TVector.AddProduct(ref a0, w0, factor);
            TVector.AddProduct(ref a1, w1, factor);
            TVector.AddProduct(ref a2, w2, factor);
            TVector.AddProduct(ref a3, w3, factor);
            factor = TVector.Broadcast(f[1]);
            TVector.AddProduct(ref b0, w0, factor);
            TVector.AddProduct(ref b1, w1, factor);
            TVector.AddProduct(ref b2, w2, factor);
            TVector.AddProduct(ref b3, w3, factor);
            factor = TVector.Broadcast(f[2]);
            TVector.AddProduct(ref c0, w0, factor);
            TVector.AddProduct(ref c1, w1, factor);
            TVector.AddProduct(ref c2, w2, factor);
            TVector.AddProduct(ref c3, w3, factor);
            factor = TVector.Broadcast(f[3]);
            TVector.AddProduct(ref d0, w0, factor);
            TVector.AddProduct(ref d1, w1, factor);
            TVector.AddProduct(ref d2, w2, factor);
            TVector.AddProduct(ref d3, w3, factor);
        }
        AddTo(to, a0, a1, a2, a3);
        if (vectors > 1)
            AddTo(to + step, b0, b1, b2, b3);
        if (vectors > 2)
            AddTo(to + 2 * step, c0, c1, c2, c3);
        if (vectors > 3)
            AddTo(to + 3 * step, d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToTwo(float* w, float* f, int rows, int vectors, float* to, nint step)
    {
        TVector a0 = TVector.Zero, a1 = TVector.Zero, a2 = TVector.Zero, a3 = TVector.Zero;
        TVector b0 = TVector.Zero, b1 = TVector.Zero, b2 = TVector.Zero, b3 = TVector.Zero;
        for (int row = 0; row < rows; row++, w += Columns, f += 4)
        {
            TVector first = TVector.Broadcast(f[0]), second = TVector.Broadcast(f[1]), weight = TVector.Load(w);
            TVector.AddProduct(ref a0, weight, first);
            TVector.AddProduct(ref b0, weight, second);
            weight = TVector.Load(w + TVector.Width);
            TVector.AddProduct(ref a1, weight, first);
            TVector.AddProduct(ref b1, weight, second);
            weight = TVector.Load(w + 2 * TVector.Width);
            TVector.AddProduct(ref a2, weight, first);
            TVector.AddProduct(ref b2, weight, second);
            weight = TVector.Load(w + 3 * TVector.Width);
            TVector.AddProduct(ref a3, weight, first);
            TVector.AddProduct(ref b3, weight, second);
        }
        AddTo(to, a0, a1, a2, a3);
        if (vectors > 1)
            AddTo(to + step, b0, b1, b2, b3);
    }

    // Fewer columns than a tile has.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRest(UsedRows used, int slab, int column, int count, int vector, float* to)
    {
        (int first, int end) = used.Slab(slab);
        float* factors = used.Factors(first, vector / 4 * 4) + vector % 4;
        int i = 0;
        for (; i <= count - TVector.Width; i += TVector.Width)
        {
            TVector sum = TVector.Zero;
            for (int row = first; row < end; row++)
                TVector.AddProduct(ref sum, TVector.Load(used.Weights(row) + column + i), TVector.Broadcast(factors[(row - first) * 4]));
            TVector.Store(TVector.Add(TVector.Load(to + i), sum), to + i);
        }
        for (; i < count; i++)
        {
            float sum = 0;
            for (int row = first; row < end; row++)
                sum = MathF.FusedMultiplyAdd(used.Weights(row)[column + i], factors[(row - first) * 4], sum);
            to[i] += sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* to, TVector s0, TVector s1, TVector s2, TVector s3)
    {
        TVector.Store(TVector.Add(TVector.Load(to), s0), to);
        TVector.Store(TVector.Add(TVector.Load(to + TVector.Width), s1), to + TVector.Width);
        TVector.Store(TVector.Add(TVector.Load(to + 2 * TVector.Width), s2), to + 2 * TVector.Width);
        TVector.Store(TVector.Add(TVector.Load(to + 3 * TVector.Width), s3), to + 3 * TVector.Width);
    }
}
