using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.FullyConnected;

/// <summary>
/// A matrix of weights, read where it lies (in the mapped file, perhaps misaligned), times vectors. One vector waits for memory, so
/// every weight is read once, for all vectors. Many vectors wait for arithmetic, which is done in tiles of rows and vectors. The
/// product of a vector has the same bits whatever else is computed with it, and on any number of threads.
/// </summary>
internal abstract unsafe class WeightMatrix : IDisposable
{
    /// <summary>Vectors that are done at once, as many as a thread's scratch holds sums of.</summary>
    protected const int MostVectors = 64;

    protected WeightMatrix(float* weights, int rows, int columns, CpuMachine machine)
    {
        Weights = weights;
        (Rows, Columns, Machine) = (rows, columns, machine);
    }

    protected float* Weights { get; }

    protected int Rows { get; }

    protected int Columns { get; }

    protected CpuMachine Machine { get; }

    /// <summary>Binds it for the widest vectors there are.</summary>
    /// <param name="weights">rows × columns.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="machine">Where it runs.</param>
    /// <param name="workers">Its threads.</param>
    public static WeightMatrix Create(
        float* weights, int rows, int columns, CpuMachine machine, SessionWorkers workers) => machine.TileWidth switch
        {
            16 => new WeightMatrix<Tile512>(weights, rows, columns, machine, workers),
            8 => new WeightMatrix<Tile256>(weights, rows, columns, machine, workers),
            _ => new WeightMatrix<Tile128>(weights, rows, columns, machine, workers),
        };

    /// <summary>to[v, r] = bias[r] + Σ_c weights[r, c]·from[v, c].</summary>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="from">vectors × columns.</param>
    /// <param name="bias">One for each row, or null.</param>
    /// <param name="to">vectors × rows.</param>
    public abstract void Times(int vectors, float* from, float* bias, float* to);

    /// <summary>to[v, c] = bias[c] + Σ_r from[v, r]·weights[r, c]; rows whose factors are all 0 are not read.</summary>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="from">vectors × rows.</param>
    /// <param name="bias">One for each column, or null.</param>
    /// <param name="to">vectors × columns.</param>
    public abstract void TransposedTimes(int vectors, float* from, float* bias, float* to);

    public abstract void Dispose();
}

/// <inheritdoc/>
internal sealed unsafe class WeightMatrix<TVector>(float* weights, int rows, int columns, CpuMachine machine, SessionWorkers workers)
    : WeightMatrix(weights, rows, columns, machine)
    where TVector : struct, ITileVector<TVector>
{
    private readonly RowProducts<TVector> products = new(weights, rows, columns, machine, workers);
    private readonly RowSums<TVector> sums = new(weights, rows, columns, machine, workers);

    public override void Times(int vectors, float* from, float* bias, float* to)
    {
        for (int v = 0; v < vectors; v += MostVectors)
            products.Run(Math.Min(MostVectors, vectors - v), from + (nint)v * Columns, bias, to + (nint)v * Rows);
    }

    public override void TransposedTimes(int vectors, float* from, float* bias, float* to)
    {
        for (int v = 0; v < vectors; v += MostVectors)
            sums.Run(Math.Min(MostVectors, vectors - v), from + (nint)v * Rows, bias, to + (nint)v * Columns);
    }

    public override void Dispose()
    {
        products.Dispose();
        sums.Dispose();
    }
}
