using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>cuBLAS's calls, under the names that it exports. Matrices are in column order; scalars lie on the host.</summary>
internal static unsafe partial class Cublas
{
    [LibraryImport("cublas")]
    public static partial int cublasCreate_v2(nint* handle);

    [LibraryImport("cublas")]
    public static partial int cublasDestroy_v2(nint handle);

    [LibraryImport("cublas")]
    public static partial int cublasSetStream_v2(nint handle, nint stream);

    [LibraryImport("cublas")]
    public static partial int cublasSetWorkspace_v2(nint handle, ulong workspace, nuint bytes);

    [LibraryImport("cublas")]
    public static partial int cublasSetMathMode(nint handle, int mode);

    [LibraryImport("cublas")]
    public static partial int cublasGetVersion_v2(nint handle, int* version);

    [LibraryImport("cublas")]
    public static partial int cublasSgemm_v2(
        nint handle, int transA, int transB, int m, int n, int k, float* alpha, ulong a, int lda, ulong b, int ldb, float* beta, ulong c,
        int ldc);

    [LibraryImport("cublas")]
    public static partial int cublasSgemmStridedBatched(
        nint handle, int transA, int transB, int m, int n, int k, float* alpha, ulong a, int lda, long strideA, ulong b, int ldb,
        long strideB, float* beta, ulong c, int ldc, long strideC, int batch);

    [LibraryImport("cublas")]
    public static partial int cublasSgemv_v2(
        nint handle, int trans, int m, int n, float* alpha, ulong a, int lda, ulong x, int incx, float* beta, ulong y, int incy);
}
