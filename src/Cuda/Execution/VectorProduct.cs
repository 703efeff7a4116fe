using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Execution;

/// <summary>Products of a matrix with vectors, in cuBLAS, for which matrices in row order are transposed ones.</summary>
internal readonly unsafe struct VectorProduct
{
    // cublasOperation_t.
    private const int AsStored = 0, TransposeIt = 1;

    private readonly int length, results, leading, operation;

    private VectorProduct(int length, int results, int leading, int operation) =>
        (this.length, this.results, this.leading, this.operation) = (length, results, leading, operation);

    /// <summary>y = W·x, of W in row order.</summary>
    /// <param name="rows">Rows of W: elements of y.</param>
    /// <param name="columns">Columns of W: elements of x.</param>
    public static VectorProduct Of(int rows, int columns) => new(columns, rows, columns, TransposeIt);

    /// <summary>y = Wᵀ·x, of W in row order.</summary>
    /// <param name="rows">Rows of W: elements of x.</param>
    /// <param name="columns">Columns of W: elements of y.</param>
    public static VectorProduct Transposed(int rows, int columns) => new(rows, columns, columns, AsStored);

    /// <summary>Computes.</summary>
    /// <param name="context">Where.</param>
    /// <param name="matrix">W.</param>
    /// <param name="from">The vectors x: those of an image behind one another.</param>
    /// <param name="to">The vectors y, likewise.</param>
    /// <param name="images">Count of images.</param>
    /// <param name="vectors">Vectors of an image.</param>
    /// <param name="add">Whether to add to what is in y.</param>
    /// <exception cref="CudaException">A call failed.</exception>
    public void Run(CudaContext context, ulong matrix, View from, View to, int images, int vectors, bool add)
    {
        bool areDense = images == 1 || (from.Stride == (long)vectors * length && to.Stride == (long)vectors * results);
        if (images * vectors == 1)
            RunOne(context, matrix, from, to, add);
        else if (areDense)
            RunAll(context, matrix, from.Data, length, to.Data, results, images * vectors, add);
        else if (vectors == 1)
            RunAll(context, matrix, from.Data, checked((int)from.Stride), to.Data, checked((int)to.Stride), images, add);
        else
            RunImages(context, matrix, from, to, images, vectors, add);
    }

    private void RunOne(CudaContext context, ulong matrix, View from, View to, bool add)
    {
        float one = 1, before = add ? 1 : 0;
        (int rows, int columns) = operation == TransposeIt ? (length, results) : (results, length);
        int status = Cublas.cublasSgemv_v2(
            context.Cublas, operation, rows, columns, &one, matrix, leading, from.Data, 1, &before, to.Data, 1);
        context.RequireCublas(status, nameof(Cublas.cublasSgemv_v2));
    }

    private void RunAll(CudaContext context, ulong matrix, ulong from, int fromLeading, ulong to, int toLeading, int count, bool add)
    {
        float one = 1, before = add ? 1 : 0;
        int status = Cublas.cublasSgemm_v2(
            context.Cublas, operation, AsStored, results, count, length, &one, matrix, leading, from, fromLeading, &before, to, toLeading);
        context.RequireCublas(status, nameof(Cublas.cublasSgemm_v2));
    }

    private void RunImages(CudaContext context, ulong matrix, View from, View to, int images, int vectors, bool add)
    {
        float one = 1, before = add ? 1 : 0;
        int status = Cublas.cublasSgemmStridedBatched(
            context.Cublas, operation, AsStored, results, vectors, length, &one, matrix, leading, 0, from.Data, length, from.Stride,
            &before, to.Data, results, to.Stride, images);
        context.RequireCublas(status, nameof(Cublas.cublasSgemmStridedBatched));
    }
}
