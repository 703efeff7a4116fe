using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Memory;

namespace CaffeSharpGen.Cpu.FullyConnected;

/// <summary>Rows of a matrix that have a factor other than 0 for at least one vector, in slabs of neighbouring rows.</summary>
/// <param name="weights">rows × columns.</param>
/// <param name="rows">Rows.</param>
/// <param name="columns">Columns.</param>
/// <param name="rowsOfSlab">Rows of a slab, whether they are used or not.</param>
internal sealed unsafe class UsedRows(float* weights, int rows, int columns, int rowsOfSlab) : IDisposable
{
    private const int Together = 4;

    private readonly int[] numbers = new int[rows];
    private readonly int[] slabs = new int[(rows + rowsOfSlab - 1) / rowsOfSlab + 1];
    private LargeMemory? factors;

    /// <summary>Slabs with a used row.</summary>
    public int Slabs { get; private set; }

    /// <summary>Number of used rows.</summary>
    public int Count => slabs[Slabs];

    /// <summary>Columns of the matrix.</summary>
    public int Columns => columns;

    /// <summary>Number of vectors.</summary>
    public int Vectors { get; private set; }

    /// <summary>The numbers of a slab's first used row and behind its last.</summary>
    public (int First, int End) Slab(int slab) => (slabs[slab], slabs[slab + 1]);

    /// <summary>The weights of a used row.</summary>
    public float* Weights(int used) => weights + (nint)numbers[used] * columns;

    /// <summary>The factors of a used row for four vectors, 0 where there are fewer; those of the next used row follow.</summary>
    /// <param name="used">The row.</param>
    /// <param name="vector">The first vector, a multiple of four.</param>
    public float* Factors(int used, int vector) => factors!.Pointer + (nint)vector * rows + (nint)used * Together;

    /// <summary>Finds them.</summary>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="from">Their factors: vectors × rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(int vectors, float* from)
    {
        Vectors = vectors;
        int padded = (vectors + Together - 1) / Together * Together;
        long floats = (long)rows * padded;
        if (factors is null || factors.Bytes < floats * sizeof(float))
        {
            factors?.Dispose();
            factors = new LargeMemory(floats);
        }
        (int used, Slabs) = (0, 0);
        for (int row = 0; row < rows; row++)
        {
            bool isUsed = false;
            for (int v = 0; v < padded; v++)
            {
                float factor = v < vectors ? from[(nint)v * rows + row] : 0;
                Factors(used, v / Together * Together)[v % Together] = factor;
                isUsed |= factor != 0;
            }
            if (!isUsed)
                continue;
            if (used == 0 || numbers[used - 1] / rowsOfSlab != row / rowsOfSlab)
                slabs[Slabs++] = used;
            numbers[used++] = row;
        }
        slabs[Slabs] = used;
    }

    public void Dispose() => factors?.Dispose();
}
