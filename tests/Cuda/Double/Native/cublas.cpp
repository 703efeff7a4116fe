// cuBLAS: handles and products. Matrices lie column by column, as there.
#include "double.h"
#include <algorithm>

using namespace csg;

namespace {

struct Blas : Object {
    using Object::Object;
    std::shared_ptr<Stream> stream;
    uint64_t workspace = 0, workspaceBytes = 0;
    int math = 0;
};

int begin(void* handle, std::shared_ptr<Blas>& blas)
{
    blas = find<Blas>(handle, Kind::cublas);
    if (!blas) return refuse(BlasNotInitialized, "%p is not a live cuBLAS handle", handle);
    std::shared_ptr<Context> context;
    if (current(context))
        return refuse(BlasExecutionFailed, "cuBLAS: %s", context && context->dead ? "the context is dead" : "no context is current");
    if (context != blas->context) return refuse(BlasNotInitialized, "the cuBLAS handle is of another context");
    return 0;
}

int ready(const Call& call, Blas& blas)
{
    if (!blas.stream) return refuse(BlasInvalidValue, "%s on the null stream: cublasSetStream was not called", call.name);
    if (!findObject(handleOf(blas.stream->handle), Kind::stream)) return refuse(BlasExecutionFailed, "%s on a destroyed stream", call.name);
    if (blas.stream->capture && !blas.workspace) {
        invalidate(*blas.stream, CaptureUnsupported, "cuBLAS without cublasSetWorkspace would allocate while capturing");
        return BlasExecutionFailed;
    }
    if (blas.workspace && !covers(blas.workspace, blas.workspaceBytes))
        return refuse(BlasExecutionFailed, "cuBLAS: its workspace is no longer alive");
    return 0;
}

struct Matrix {
    uint64_t address;
    int64_t rows, columns, ld, stride;
    bool transposed;
};

// Elements from the first to the last of all matrices of a batch, exactly.
int check(const char* name, const char* which, const Matrix& m, int64_t batch)
{
    if (m.rows <= 0 || m.columns <= 0) return 0;
    if (m.stride < 0) return refuse(BlasInvalidValue, "%s: %s has a stride below zero", name, which);
    uint64_t bytes = ((batch - 1) * m.stride + (m.columns - 1) * m.ld + m.rows) * 4;
    if (m.address % 4 || !covers(m.address, bytes))
        return refuse(BlasInvalidValue, "%s: %s, %llu bytes at 0x%llx, is not in one live allocation", name, which,
            (unsigned long long)bytes, (unsigned long long)m.address);
    return 0;
}

uint64_t bytesOf(const Matrix& m, int64_t batch) { return ((batch - 1) * m.stride + (m.columns - 1) * m.ld + m.rows) * 4; }

// C = alpha · op(A) · op(B) + beta · C.
void product(int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t aRow, int64_t aDepth, const float* b, int64_t bDepth,
    int64_t bColumn, float beta, float* c, int64_t ldc, bool tf32)
{
    auto fetch = [tf32](const float* from, int64_t item, int64_t depth) {
        return [=](int64_t first, int count, int64_t k, int64_t ks, float* to, int stride) {
            for (int64_t d = 0; d < ks; d++)
                for (int i = 0; i < count; i++) {
                    float value = from[(first + i) * item + (k + d) * depth];
                    to[d * stride + i] = tf32 ? toTf32(value) : value;
                }
        };
    };
    auto put = [=](int64_t i, int64_t j, float sum) {
        float& to = c[j * ldc + i];
        to = beta == 0 ? alpha * sum : alpha * sum + beta * to;
    };
    Panels p;
    p.depth = alpha == 0 ? 0 : k; // with alpha 0, A and B are not read
    if (n >= m) {
        p.rows = m;
        p.columns = n;
        p.a = fetch(a, aRow, aDepth);
        p.b = fetch(b, bColumn, bDepth);
        p.store = [=](int64_t i, int64_t j, int rows, int columns, const float* sums, int stride) {
            for (int y = 0; y < rows; y++)
                for (int x = 0; x < columns; x++) put(i + y, j + x, sums[y * stride + x]);
        };
    } else {
        p.rows = n;
        p.columns = m;
        p.a = fetch(b, bColumn, bDepth);
        p.b = fetch(a, aRow, aDepth);
        p.store = [=](int64_t i, int64_t j, int rows, int columns, const float* sums, int stride) {
            for (int y = 0; y < rows; y++)
                for (int x = 0; x < columns; x++) put(j + x, i + y, sums[y * stride + x]);
        };
    }
    multiply(p);
}

int sgemm(const Call& call, void* handle, int transA, int transB, int m, int n, int k, const float* alpha, uint64_t a, int lda,
    int64_t strideA, uint64_t b, int ldb, int64_t strideB, const float* beta, uint64_t c, int ldc, int64_t strideC, int batch)
{
    if (call.failure) return call.failure;
    std::shared_ptr<Blas> blas;
    CHECKED(begin(handle, blas));
    CHECKED(ready(call, *blas));
    if (transA < 0 || transA > 2 || transB < 0 || transB > 2)
        return refuse(BlasInvalidValue, "%s: operations %d and %d", call.name, transA, transB);
    if (m < 0 || n < 0 || k < 0 || batch < 0) return refuse(BlasInvalidValue, "%s: a size below zero", call.name);
    if (!alpha || !beta) return refuse(BlasInvalidValue, "%s: no alpha or beta", call.name);
    if (areaOf((uint64_t)(uintptr_t)alpha) || areaOf((uint64_t)(uintptr_t)beta))
        return refuse(BlasInvalidValue, "%s: alpha and beta are the host's", call.name);
    Matrix A{a, transA ? k : m, transA ? m : k, lda, strideA, transA != 0}, B{b, transB ? n : k, transB ? k : n, ldb, strideB, transB != 0},
        C{c, m, n, ldc, strideC, false};
    if (lda < std::max<int64_t>(1, A.rows) || ldb < std::max<int64_t>(1, B.rows) || ldc < std::max(1, m))
        return refuse(BlasInvalidValue, "%s: leading dimensions %d, %d, %d for %d × %d × %d", call.name, lda, ldb, ldc, m, n, k);
    if (m == 0 || n == 0 || batch == 0) return 0;
    CHECKED(check(call.name, "A", A, batch));
    CHECKED(check(call.name, "B", B, batch));
    CHECKED(check(call.name, "C", C, batch));
    if (batch > 1 && strideC < (int64_t)(n - 1) * ldc + m && ldc == m)
        return refuse(BlasInvalidValue, "%s: the results of a batch overlap", call.name);
    bool tf32 = blas->math == 3 && tf32Possible();
    float x = *alpha, y = *beta;
    std::string name = call.name;
    if (submit(*blas->stream, call.name, [=] {
            const float* from = (const float*)alive(A.address, k ? bytesOf(A, batch) : 0, name.c_str());
            const float* by = (const float*)alive(B.address, k ? bytesOf(B, batch) : 0, name.c_str());
            float* to = (float*)alive(C.address, bytesOf(C, batch), name.c_str());
            for (int64_t i = 0; i < batch; i++)
                product(m, n, k, x, from + i * A.stride, A.transposed ? A.ld : 1, A.transposed ? 1 : A.ld, by + i * B.stride,
                    B.transposed ? B.ld : 1, B.transposed ? 1 : B.ld, y, to + i * C.stride, C.ld, tf32);
        }))
        return BlasExecutionFailed;
    return 0;
}

}

EXPORTED int cublasCreate_v2(void** handle)
{
    Call call("cublasCreate_v2", Library::cublas);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    if (current(context)) return BlasNotInitialized;
    if (forbiddenWhileCapturing(call.name)) return BlasExecutionFailed;
    *handle = handleOf(add(std::make_shared<Blas>(Kind::cublas, context)));
    return 0;
}

EXPORTED int cublasDestroy_v2(void* handle)
{
    Call call("cublasDestroy_v2", Library::cublas);
    std::shared_ptr<Blas> blas = find<Blas>(handle, Kind::cublas);
    if (!blas) return refuse(BlasNotInitialized, "%p is not a live cuBLAS handle", handle);
    std::shared_ptr<Context> context;
    int sticky = current(context);
    if (context != blas->context) return refuse(BlasNotInitialized, "cublasDestroy_v2 without the handle's context");
    if (!forbiddenWhileCapturing(call.name)) drainAll(*context);
    remove(blas->handle);
    return call.failure ? call.failure : sticky ? (int)BlasExecutionFailed : 0;
}

// As cuBLAS does, this takes back the workspace that was set.
EXPORTED int cublasSetStream_v2(void* handle, void* streamHandle)
{
    Call call("cublasSetStream_v2", Library::cublas);
    if (call.failure) return call.failure;
    std::shared_ptr<Blas> blas;
    CHECKED(begin(handle, blas));
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    if (streamOf(streamHandle, context, stream)) return BlasInvalidValue;
    blas->stream = stream;
    blas->workspace = blas->workspaceBytes = 0;
    return 0;
}

EXPORTED int cublasSetWorkspace_v2(void* handle, uint64_t workspace, size_t bytes)
{
    Call call("cublasSetWorkspace_v2", Library::cublas);
    if (call.failure) return call.failure;
    std::shared_ptr<Blas> blas;
    CHECKED(begin(handle, blas));
    if (workspace % 256) return refuse(BlasInvalidValue, "cuBLAS: the workspace is not aligned to 256 bytes");
    if (!bytes || !covers(workspace, bytes))
        return refuse(BlasInvalidValue, "cuBLAS: a workspace of %zu bytes that is not in one live allocation", bytes);
    blas->workspace = workspace;
    blas->workspaceBytes = bytes;
    return 0;
}

EXPORTED int cublasSetMathMode(void* handle, int mode)
{
    Call call("cublasSetMathMode", Library::cublas);
    if (call.failure) return call.failure;
    std::shared_ptr<Blas> blas;
    CHECKED(begin(handle, blas));
    if (mode < 0 || mode > 3) return refuse(BlasInvalidValue, "cuBLAS has no math mode %d that the double knows", mode);
    blas->math = mode;
    return 0;
}

EXPORTED int cublasGetVersion_v2(void* handle, int* version)
{
    Call call("cublasGetVersion_v2", Library::cublas);
    if (call.failure) return call.failure;
    if (handle && !find<Blas>(handle, Kind::cublas)) return refuse(BlasNotInitialized, "%p is not a live cuBLAS handle", handle);
    *version = state().settings.cublas;
    return 0;
}

// Asked by the search for libraries, before anything of CUDA is called.
EXPORTED int cublasGetProperty(int property, int* value)
{
    std::lock_guard<std::recursive_mutex> guard(state().mutex);
    int version = state().settings.cublas; // 120804: 12.8.4
    if (property < 0 || property > 2) return refuse(BlasInvalidValue, "cuBLAS has no property %d", property);
    *value = property == 0 ? version / 10000 : property == 1 ? version / 100 % 100 : version % 100;
    return 0;
}

EXPORTED int cublasSgemm_v2(void* handle, int transA, int transB, int m, int n, int k, const float* alpha, uint64_t a, int lda, uint64_t b,
    int ldb, const float* beta, uint64_t c, int ldc)
{
    Call call("cublasSgemm_v2", Library::cublas);
    return sgemm(call, handle, transA, transB, m, n, k, alpha, a, lda, 0, b, ldb, 0, beta, c, ldc, 0, 1);
}

EXPORTED int cublasSgemmStridedBatched(void* handle, int transA, int transB, int m, int n, int k, const float* alpha, uint64_t a, int lda,
    long long strideA, uint64_t b, int ldb, long long strideB, const float* beta, uint64_t c, int ldc, long long strideC, int batch)
{
    Call call("cublasSgemmStridedBatched", Library::cublas);
    return sgemm(call, handle, transA, transB, m, n, k, alpha, a, lda, strideA, b, ldb, strideB, beta, c, ldc, strideC, batch);
}

EXPORTED int cublasSgemv_v2(void* handle, int trans, int m, int n, const float* alpha, uint64_t a, int lda, uint64_t x, int incx,
    const float* beta, uint64_t y, int incy)
{
    Call call("cublasSgemv_v2", Library::cublas);
    if (call.failure) return call.failure;
    std::shared_ptr<Blas> blas;
    CHECKED(begin(handle, blas));
    CHECKED(ready(call, *blas));
    if (trans < 0 || trans > 2 || m < 0 || n < 0 || lda < std::max(1, m) || incx < 1 || incy < 1 || !alpha || !beta)
        return refuse(BlasInvalidValue, "cublasSgemv_v2: operation %d, %d × %d, ld %d, steps %d and %d (the double knows positive ones)",
            trans, m, n, lda, incx, incy);
    if (m == 0 || n == 0) return 0;
    int64_t outputs = trans ? n : m, inputs = trans ? m : n;
    Matrix A{a, m, n, lda, 0, trans != 0}, X{x, 1, inputs, incx, 0, false}, Y{y, 1, outputs, incy, 0, false};
    CHECKED(check(call.name, "A", A, 1));
    CHECKED(check(call.name, "x", X, 1));
    CHECKED(check(call.name, "y", Y, 1));
    bool tf32 = false; // products with vectors stay exact
    float p = *alpha, q = *beta;
    if (submit(*blas->stream, call.name, [=] {
            const float* from = (const float*)alive(A.address, bytesOf(A, 1), "cublasSgemv_v2");
            const float* by = (const float*)alive(X.address, bytesOf(X, 1), "cublasSgemv_v2");
            float* to = (float*)alive(Y.address, bytesOf(Y, 1), "cublasSgemv_v2");
            // One row of y transposed, so that A is read in place: y is 1 × outputs with a column step of incy.
            product(1, outputs, inputs, p, by, 0, incx, from, trans ? 1 : lda, trans ? lda : 1, q, to, incy, tf32);
        }))
        return BlasExecutionFailed;
    return 0;
}
