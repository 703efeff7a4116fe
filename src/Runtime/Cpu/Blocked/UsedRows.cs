namespace CaffeSharpGen.Cpu;

/// <summary>Rows of a matrix that have a factor other than 0 for at least one vector, in slabs of neighbouring rows.</summary>
/// <param name="weights">rows × columns.</param>
/// <param name="rows">Rows.</param>
/// <param name="columns">Columns.</param>
/// <param name="rowsOfSlab">Rows of a slab, whether they are used or not.</param>
internal sealed unsafe class UsedRows(float* weights, int rows, int columns, int rowsOfSlab) : IDisposable
{
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

    /// <summary>The factors of a used row, one for each vector.</summary>
    public float* Factors(int used) => factors!.Pointer + (nint)used * Vectors;

    /// <summary>Finds them.</summary>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="from">Their factors: vectors × rows.</param>
    public void Take(int vectors, float* from)
    {
        Vectors = vectors;
        long floats = (long)rows * vectors;
        if (factors is null || factors.Bytes < floats * sizeof(float))
        {
            factors?.Dispose();
            factors = new LargeMemory(floats);
        }
        (int used, Slabs) = (0, 0);
        for (int row = 0; row < rows; row++)
        {
            float* taken = Factors(used);
            bool isUsed = false;
            for (int v = 0; v < vectors; v++)
            {
                taken[v] = from[(nint)v * rows + row];
                isUsed |= taken[v] != 0;
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
