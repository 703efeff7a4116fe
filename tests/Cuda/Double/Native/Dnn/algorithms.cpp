// What cuDNN's algorithms can do, how much memory they take, and the sorted list of them. Imitated: the numbers are made up.
#include "dnn.h"
#include <algorithm>

namespace csg {

// Forward: 0 implicit GEMM, 1 precomputed, 2 GEMM, 3 direct, 4 FFT, 5 FFT in tiles, 6 Winograd, 7 Winograd, not fused.
// Backward data: 0 (order not fixed), 1, 2 FFT, 3 FFT in tiles, 4 Winograd, 5 Winograd, not fused.
bool supports(const Shape& s, bool backward, int algorithm, uint64_t& workspace)
{
    static const int meaning[BackwardAlgorithms] = {0, 1, 4, 5, 6, 7};
    int a = backward ? meaning[algorithm] : algorithm;
    bool plain = s.strideH == 1 && s.strideW == 1 && s.dilationH == 1 && s.dilationW == 1 && s.groups == 1;
    bool three = s.filterH == 3 && s.filterW == 3, five = s.filterH == 5 && s.filterW == 5;
    bool contiguous = s.x.ws == 1 && s.y.ws == 1;
    uint64_t taps = s.x.c / s.groups * s.filterH * s.filterW, pixels = s.y.h * s.y.w;
    uint64_t planes = (uint64_t)(s.x.n * s.x.c + s.y.n * s.y.c + s.x.c * s.y.c);
    switch (a) {
        case 0: workspace = 0; return true;
        case 1: workspace = backward ? 4 * (uint64_t)(s.x.c * s.y.c + 256) : 4 * (taps + 64); return true;
        case 2: workspace = 4 * taps * pixels; return s.groups == 1 && s.dilationH == 1 && s.dilationW == 1;
        case 3: return false;
        case 4: {
            int64_t h = s.x.h + 2 * s.padH, w = s.x.w + 2 * s.padW;
            workspace = 8 * planes * (uint64_t)(256 * 129);
            return plain && contiguous && h <= 256 && w <= 256 && s.filterH > s.padH && s.filterW > s.padW;
        }
        case 5:
            workspace = 8 * planes * (uint64_t)(32 * 17);
            return plain && contiguous && s.filterH <= 32 && s.filterW <= 32 && s.filterH > s.padH && s.filterW > s.padW;
        case 6: workspace = 0; return plain && three && s.padH <= 2 && s.padW <= 2;
        case 7: workspace = 4 * planes * 36; return plain && (three || five);
        default: return false;
    }
}

struct Performance {
    int algorithm, status;
    float time;
    size_t memory;
    int determinism, math, reserved[3];
};
static_assert(sizeof(Performance) == 48, "as in cudnn's headers");

static int list(const Call& call, const void* handle, const void* x, const void* filter, const void* convolution, const void* y,
    bool backward, int requested, int* returned, Performance* results)
{
    if (call.failure) return call.failure;
    std::shared_ptr<Dnns> dnns;
    CHECKED(beginDnn(handle, dnns));
    Shape shape;
    CHECKED(shapeOf(call.name, x, filter, convolution, y, shape));
    if (requested < 1 || !returned || !results) return refuseDnn(Dnn::badParameter, "%s: %d results asked", call.name, requested);
    // The quickest first; backward, that is the one whose order of sums is not fixed.
    static const float forwardTimes[] = {5, 4, 6, 0, 8, 7, 2, 3}, backwardTimes[] = {1, 4, 8, 7, 2, 3};
    std::vector<Performance> all;
    for (int a = 0; a < (backward ? BackwardAlgorithms : ForwardAlgorithms); a++) {
        uint64_t bytes = 0;
        bool can = supports(shape, backward, a, bytes);
        int maths[2] = {shape.math, -1};
        if (shape.math != 3 && can && (a == 1 || a == 7)) maths[1] = shape.math == 0 ? 1 : 0;
        for (int math : maths) {
            if (math < 0) continue;
            Performance p{};
            p.algorithm = a;
            p.status = can ? 0 : dnn(Dnn::notSupported);
            p.time = can ? (backward ? backwardTimes : forwardTimes)[a] * (math == 1 ? 0.5f : 1) : -1;
            p.memory = can ? bytes : 0;
            p.determinism = !(backward && a == 0);
            p.math = math;
            all.push_back(p);
        }
    }
    std::stable_sort(all.begin(), all.end(),
        [](const Performance& a, const Performance& b) { return (a.status != 0) != (b.status != 0) ? a.status == 0 : a.time < b.time; });
    *returned = std::min<int>(requested, all.size());
    std::copy_n(all.begin(), *returned, results);
    return 0;
}

static int workspaceSize(const Call& call, const void* handle, const void* x, const void* filter, const void* convolution, const void* y,
    bool backward, int algorithm, size_t* bytes)
{
    if (call.failure) return call.failure;
    std::shared_ptr<Dnns> dnns;
    CHECKED(beginDnn(handle, dnns));
    Shape shape;
    CHECKED(shapeOf(call.name, x, filter, convolution, y, shape));
    if (algorithm < 0 || algorithm >= (backward ? BackwardAlgorithms : ForwardAlgorithms))
        return refuseDnn(Dnn::badParameter, "%s: algorithm %d", call.name, algorithm);
    uint64_t workspace = 0;
    if (!supports(shape, backward, algorithm, workspace))
        return refuseDnn(Dnn::notSupported, "%s: algorithm %d cannot do this convolution", call.name, algorithm);
    *bytes = workspace;
    return 0;
}

}

using namespace csg;

EXPORTED int cudnnGetConvolutionForwardAlgorithm_v7(
    void* handle, void* x, void* filter, void* convolution, void* y, int requested, int* returned, Performance* results)
{
    Call call("cudnnGetConvolutionForwardAlgorithm_v7", Library::cudnn);
    return list(call, handle, x, filter, convolution, y, false, requested, returned, results);
}

EXPORTED int cudnnGetConvolutionBackwardDataAlgorithm_v7(
    void* handle, void* filter, void* dy, void* convolution, void* dx, int requested, int* returned, Performance* results)
{
    Call call("cudnnGetConvolutionBackwardDataAlgorithm_v7", Library::cudnn);
    return list(call, handle, dx, filter, convolution, dy, true, requested, returned, results);
}

EXPORTED int cudnnGetConvolutionForwardWorkspaceSize(
    void* handle, void* x, void* filter, void* convolution, void* y, int algorithm, size_t* bytes)
{
    Call call("cudnnGetConvolutionForwardWorkspaceSize", Library::cudnn);
    return workspaceSize(call, handle, x, filter, convolution, y, false, algorithm, bytes);
}

EXPORTED int cudnnGetConvolutionBackwardDataWorkspaceSize(
    void* handle, void* filter, void* dy, void* convolution, void* dx, int algorithm, size_t* bytes)
{
    Call call("cudnnGetConvolutionBackwardDataWorkspaceSize", Library::cudnn);
    return workspaceSize(call, handle, dx, filter, convolution, dy, true, algorithm, bytes);
}
