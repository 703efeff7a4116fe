using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Double;

/// <summary>The double's products against plain loops.</summary>
public sealed unsafe class ProductTests
{
    [Theory]
    [InlineData(0, 0, 7, 5, 3)]
    [InlineData(1, 0, 33, 70, 300)]
    [InlineData(0, 1, 65, 2, 9)]
    [InlineData(1, 1, 1, 100, 40)]
    [InlineData(0, 0, 100, 1, 513)]
    public void Sgemm_is_the_product_of_columns(int transA, int transB, int m, int n, int k)
    {
        using Machine machine = new();
        nint blas = Blas(machine);
        int lda = (transA == 0 ? m : k) + 2, ldb = (transB == 0 ? k : n) + 1, ldc = m + 3;
        float[] a = Numbers(lda * (transA == 0 ? k : m), 1), b = Numbers(ldb * (transB == 0 ? n : k), 2), c = Numbers(ldc * n, 3);
        ulong x = machine.Upload<float>(a), y = machine.Upload<float>(b), z = machine.Upload<float>(c);
        float alpha = 1.5f, beta = -0.5f;
        Machine.Check(Cublas.cublasSgemm_v2(blas, transA, transB, m, n, k, &alpha, x, lda, y, ldb, &beta, z, ldc));
        float[] result = machine.Download<float>(z, c.Length);
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < ldc; i++)
            {
                double sum = 0;
                for (int l = 0; l < k && i < m; l++)
                    sum += (double)a[transA == 0 ? l * lda + i : i * lda + l] * b[transB == 0 ? j * ldb + l : l * ldb + j];
                double expected = i < m ? alpha * sum + beta * c[j * ldc + i] : c[j * ldc + i];
                Assert.Equal(expected, result[j * ldc + i], 1e-4);
            }
        }
    }

    [Fact]
    public void Batches_and_vectors_are_products_too()
    {
        using Machine machine = new();
        nint blas = Blas(machine);
        const int M = 5, N = 6, K = 7, Batch = 3;
        float[] a = Numbers(M * K, 4), b = Numbers(K * N * Batch, 5);
        ulong x = machine.Upload<float>(a), y = machine.Upload<float>(b), z = machine.Allocate(M * N * Batch * 4);
        float one = 1, zero = 0;
        // The matrix A is the same for all of the batch; C is new memory, which is not read when beta is 0.
        Machine.Check(Cublas.cublasSgemmStridedBatched(blas, 0, 0, M, N, K, &one, x, M, 0, y, K, K * N, &zero, z, M, M * N, Batch));
        float[] result = machine.Download<float>(z, M * N * Batch);
        for (int i = 0; i < result.Length; i++)
            Assert.Equal(Enumerable.Range(0, K).Sum(l => (double)a[l * M + i % M] * b[i / M * K + l]), result[i], 1e-5);
        ulong v = machine.Allocate(K * 4);
        Machine.Check(Cublas.cublasSgemv_v2(blas, 1, M, K, &one, x, M, y, 2, &zero, v, 1));
        result = machine.Download<float>(v, K);
        for (int i = 0; i < K; i++)
            Assert.Equal(Enumerable.Range(0, M).Sum(l => (double)a[i * M + l] * b[2 * l]), result[i], 1e-5);
        Machine.Check(Cublas.cublasSgemv_v2(blas, 0, M, K, &one, x, M, y, 1, &zero, v, 1));
        result = machine.Download<float>(v, M);
        for (int i = 0; i < M; i++)
            Assert.Equal(Enumerable.Range(0, K).Sum(l => (double)a[l * M + i] * b[l]), result[i], 1e-5);
    }

    [Fact]
    public void Tf32_is_seen_where_it_is_allowed()
    {
        using Machine machine = new();
        nint blas = Blas(machine);
        float[] one = [1 + 1f / 4096];
        ulong a = machine.Upload<float>(one), b = machine.Upload<float>(one), c = machine.Allocate(4);
        float alpha = 1, beta = 0;
        Machine.Check(Cublas.cublasSgemm_v2(blas, 0, 0, 1, 1, 1, &alpha, a, 1, b, 1, &beta, c, 1));
        Assert.Equal(one[0] * one[0], machine.Download<float>(c, 1)[0]);
        Machine.Check(Cublas.cublasSetMathMode(blas, 3));
        Machine.Check(Cublas.cublasSgemm_v2(blas, 0, 0, 1, 1, 1, &alpha, a, 1, b, 1, &beta, c, 1));
        Assert.Equal(1, machine.Download<float>(c, 1)[0]);
        CudaDouble.ComputeCapability = (7, 5);
        Machine.Check(Cublas.cublasSgemm_v2(blas, 0, 0, 1, 1, 1, &alpha, a, 1, b, 1, &beta, c, 1));
        Assert.Equal(one[0] * one[0], machine.Download<float>(c, 1)[0]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Machine machine = new();
        nint blas = Blas(machine);
        ulong a = machine.Allocate(6 * 4), b = machine.Allocate(6 * 4), c = machine.Allocate(4 * 4);
        float alpha = 1, beta = 0;
        Machine.Check(Cublas.cublasSgemm_v2(blas, 0, 0, 2, 2, 3, &alpha, a, 2, b, 3, &beta, c, 2));
        Assert.Equal(7, Cublas.cublasSgemm_v2(blas, 0, 0, 2, 2, 3, &alpha, a, 1, b, 3, &beta, c, 2));
        Assert.Equal(7, Cublas.cublasSgemm_v2(blas, 0, 0, 2, 2, 3, &alpha, a, 3, b, 3, &beta, c, 2));
        Assert.Contains("A, 32 bytes", CudaDouble.LastFault);
        Assert.Equal(7, Cublas.cublasSgemm_v2(blas, 0, 0, 2, 2, 3, &alpha, a, 2, b + 4, 3, &beta, c, 2));
        Assert.Equal(7, Cublas.cublasSgemm_v2(blas, 0, 0, 2, 2, 3, &alpha, a, 2, b, 3, &beta, c, 3));
        Assert.Equal(1, Cublas.cublasSgemm_v2(blas + 1, 0, 0, 2, 2, 3, &alpha, a, 2, b, 3, &beta, c, 2));
        nint context;
        Machine.Check(Driver.cuCtxPopCurrent_v2(&context));
        Assert.Equal(13, Cublas.cublasSgemm_v2(blas, 0, 0, 2, 2, 3, &alpha, a, 2, b, 3, &beta, c, 2));
        Machine.Check(Driver.cuCtxPushCurrent_v2(context));
    }

    internal static nint Blas(Machine machine)
    {
        nint blas;
        Machine.Check(Cublas.cublasCreate_v2(&blas));
        machine.Releases(blas, each => Cublas.cublasDestroy_v2(each));
        Machine.Check(Cublas.cublasSetStream_v2(blas, machine.Stream));
        return blas;
    }

    internal static float[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
