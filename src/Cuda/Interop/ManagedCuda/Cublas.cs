using ManagedCuda.BasicTypes;
using ManagedCuda.CudaBlas;
using Native = ManagedCuda.CudaBlas.CudaBlasNativeMethods;
using Transpose = ManagedCuda.CudaBlas.Operation;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>The calls of <c>Interop/Cublas.cs</c>, with the same signatures, through ManagedCuda; compiled instead of that file.</summary>
internal static unsafe class Cublas
{
    public static int cublasCreate_v2(nint* handle) => (int)Native.cublasCreate_v2(ref *(CudaBlasHandle*)handle);

    public static int cublasDestroy_v2(nint handle) => (int)Native.cublasDestroy_v2(*(CudaBlasHandle*)&handle);

    public static int cublasSetStream_v2(nint handle, nint stream) =>
        (int)Native.cublasSetStream_v2(*(CudaBlasHandle*)&handle, *(CUstream*)&stream);

    public static int cublasSetWorkspace_v2(nint handle, ulong workspace, nuint bytes) =>
        (int)Native.cublasSetWorkspace_v2(*(CudaBlasHandle*)&handle, *(CUdeviceptr*)&workspace, bytes);

    public static int cublasSetMathMode(nint handle, int mode) =>
        (int)Native.cublasSetMathMode(*(CudaBlasHandle*)&handle, (ManagedCuda.CudaBlas.Math)mode);

    public static int cublasGetVersion_v2(nint handle, int* version) =>
        (int)Native.cublasGetVersion_v2(*(CudaBlasHandle*)&handle, ref *version);

    public static int cublasSgemm_v2(
        nint handle, int transA, int transB, int m, int n, int k, float* alpha, ulong a, int lda, ulong b, int ldb, float* beta, ulong c,
        int ldc) =>
        (int)Native.cublasSgemm_v2(
            *(CudaBlasHandle*)&handle, (Transpose)transA, (Transpose)transB, m, n, k, ref *alpha, *(CUdeviceptr*)&a, lda,
            *(CUdeviceptr*)&b, ldb, ref *beta, *(CUdeviceptr*)&c, ldc);

    public static int cublasSgemmStridedBatched(
        nint handle, int transA, int transB, int m, int n, int k, float* alpha, ulong a, int lda, long strideA, ulong b, int ldb,
        long strideB, float* beta, ulong c, int ldc, long strideC, int batch) =>
        (int)Native.cublasSgemmStridedBatched(
            *(CudaBlasHandle*)&handle, (Transpose)transA, (Transpose)transB, m, n, k, ref *alpha, *(CUdeviceptr*)&a, lda, strideA,
            *(CUdeviceptr*)&b, ldb, strideB, ref *beta, *(CUdeviceptr*)&c, ldc, strideC, batch);

    public static int cublasSgemv_v2(
        nint handle, int trans, int m, int n, float* alpha, ulong a, int lda, ulong x, int incx, float* beta, ulong y, int incy) =>
        (int)Native.cublasSgemv_v2(
            *(CudaBlasHandle*)&handle, (Transpose)trans, m, n, ref *alpha, *(CUdeviceptr*)&a, lda, *(CUdeviceptr*)&x, incx, ref *beta,
            *(CUdeviceptr*)&y, incy);
}
