using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.FullyConnected;

/// <summary>
/// Sums of a matrix's rows times factors, with a set of factors for each of several vectors. Rows are summed up slab by slab, and the
/// slabs' sums in order, whichever thread computes them.
/// </summary>
internal sealed unsafe class RowSums<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    // The columns of a tile fit into a first-level cache. Rounding errors grow with the terms of a sum, not with the rows.
    private const int RowsOfSlab = 128;

    // Columns of a strip: some tiles, so that memory is read in runs of 1 kB.
    private const int ColumnsOfStrip = 256;

    // Columns that several vectors share while they are in the first-level cache.
    private const int Stretch = 1024;

    private const int ColumnsOfTotal = 4096;

    private readonly int rows;
    private readonly int columns;
    private readonly CpuMachine machine;
    private readonly SessionWorkers workers;
    private readonly UsedRows used;
    private readonly Action<int, int> strip;
    private readonly Action<int, int> slab;
    private readonly Action<int, int> total;
    private LargeMemory? slabSums;
    private int columnsOfPiece;
    private int vectors;
    private float* bias;
    private float* to;

    public RowSums(float* weights, int rows, int columns, CpuMachine machine, SessionWorkers workers)
    {
        (this.rows, this.columns, this.machine, this.workers) = (rows, columns, machine, workers);
        used = new UsedRows(weights, rows, columns, RowsOfSlab);
        (strip, slab, total) = (RunStrip, RunSlab, RunTotal);
    }

    public void Run(int vectors, float* from, float* bias, float* to)
    {
        this.vectors = vectors;
        this.bias = bias;
        this.to = to;
        used.Take(vectors, from);
        if (vectors > FourRows<TVector>.Vectors)
        {
            workers.For((columns + ColumnsOfStrip - 1) / ColumnsOfStrip, strip);
            return;
        }
        // Few vectors wait for memory, which is fastest with long rows.
        long floats = (rows + RowsOfSlab - 1L) / RowsOfSlab * vectors * columns;
        if (slabSums is null || slabSums.Bytes < floats * sizeof(float))
        {
            slabSums?.Dispose();
            slabSums = new LargeMemory(floats);
        }
        int pieces = Math.Clamp(8 * machine.Workers.Threads / Math.Max(1, used.Slabs), 1, (columns + Stretch - 1) / Stretch);
        columnsOfPiece = ((columns + pieces - 1) / pieces + Stretch - 1) / Stretch * Stretch;
        workers.For(used.Slabs * PiecesOfSlab, slab);
        workers.For((columns + ColumnsOfTotal - 1) / ColumnsOfTotal, total);
    }

    public void Dispose()
    {
        used.Dispose();
        slabSums?.Dispose();
    }

    private int PiecesOfSlab => (columns + columnsOfPiece - 1) / columnsOfPiece;

    // Many vectors: a strip of columns, all of its rows, in tiles of columns and vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunStrip(int strip, int worker)
    {
        int start = strip * ColumnsOfStrip, end = Math.Min(start + ColumnsOfStrip, columns);
        Begin(start, end - start);
        for (int slab = 0; slab < used.Slabs; slab++)
            RowTile<TVector>.Add(used, slab, start, end - start, machine.Scratch.Of(worker), to + start);
    }

    // A vector or few: some columns of a slab, four rows at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunSlab(int piece, int worker)
    {
        int slab = piece / PiecesOfSlab, start = piece % PiecesOfSlab * columnsOfPiece, end = Math.Min(start + columnsOfPiece, columns);
        (int first, int after) = used.Slab(slab);
        float* sums = slabSums!.Pointer + (nint)slab * vectors * columns;
        for (int v = 0; v < vectors; v++)
            new Span<float>(sums + (nint)v * columns + start, end - start).Clear();
        for (int row = first; row < after; row += FourRows<TVector>.Rows)
        {
            for (int column = start; column < end; column += Stretch)
                FourRows<TVector>.Add(used, row, after, column, Math.Min(Stretch, end - column), sums + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunTotal(int piece, int worker)
    {
        int start = piece * ColumnsOfTotal, count = Math.Min(ColumnsOfTotal, columns - start);
        Begin(start, count);
        for (int slab = 0; slab < used.Slabs; slab++)
        {
            for (int v = 0; v < vectors; v++)
                Sum.AddTo(
                    new Span<float>(to + (nint)v * columns + start, count),
                    new ReadOnlySpan<float>(slabSums!.Pointer + ((nint)slab * vectors + v) * columns + start, count));
        }
    }

    private void Begin(int start, int count)
    {
        for (int v = 0; v < vectors; v++)
        {
            var target = new Span<float>(to + (nint)v * columns + start, count);
            if (bias is null)
                target.Clear();
            else
                new ReadOnlySpan<float>(bias + start, count).CopyTo(target);
        }
    }
}
