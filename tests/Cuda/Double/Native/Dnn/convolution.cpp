// The two calls that compute convolutions: what they refuse, and the work they leave on the stream.
#include "dnn.h"

namespace csg {

namespace {

uint64_t bytesOf(const Shape::View& v)
{
    return 4 * (uint64_t)((v.n - 1) * v.ns + (v.c - 1) * v.cs + (v.h - 1) * v.hs + (v.w - 1) * v.ws + 1);
}

int check(const char* name, const char* which, uint64_t address, uint64_t bytes)
{
    if (address % 4 || !covers(address, bytes))
        return refuseDnn(Dnn::badParameter, "%s: %s, %llu bytes at 0x%llx, is not in one live allocation", name, which,
            (unsigned long long)bytes, (unsigned long long)address);
    return 0;
}

// Whether images of two views share memory: what is read may not be what is written.
bool overlap(uint64_t a, const Shape::View& x, uint64_t b, const Shape::View& y)
{
    Shape::View one = x, other = y;
    one.n = other.n = 1;
    uint64_t xBytes = bytesOf(one), yBytes = bytesOf(other);
    for (int64_t i = 0; i < x.n; i++)
        for (int64_t j = 0; j < y.n; j++) {
            uint64_t p = a + 4 * i * x.ns, q = b + 4 * j * y.ns;
            if (p < q + yBytes && q < p + xBytes) return true;
        }
    return false;
}

// Written elements must be different ones.
bool distinct(const Shape::View& v)
{
    bool packed = v.ws >= 1 && (v.h == 1 || v.hs >= v.w * v.ws) && (v.c == 1 || v.cs >= v.h * v.hs || (v.ws >= v.c * v.cs && v.cs >= 1))
        && (v.n == 1 || v.ns >= (v.c - 1) * v.cs + (v.h - 1) * v.hs + (v.w - 1) * v.ws + 1);
    return packed;
}

struct Operands {
    const void *alpha, *beta;
    uint64_t read, filter, write, workspace;
    size_t workspaceBytes;
};

int run(const Call& call, void* handle, const void* x, const void* filter, const void* convolution, const void* y, bool backward,
    int algorithm, const Operands& o)
{
    if (call.failure) return call.failure;
    std::shared_ptr<Dnns> dnns;
    CHECKED(beginDnn(handle, dnns));
    Shape shape;
    CHECKED(shapeOf(call.name, x, filter, convolution, y, shape));
    if (!dnns->stream) return refuseDnn(Dnn::badParameter, "%s on the null stream: cudnnSetStream was not called", call.name);
    if (!findObject(handleOf(dnns->stream->handle), Kind::stream))
        return refuseDnn(Dnn::executionFailed, "%s on a destroyed stream", call.name);
    if (algorithm < 0 || algorithm >= (backward ? BackwardAlgorithms : ForwardAlgorithms))
        return refuseDnn(Dnn::badParameter, "%s: algorithm %d", call.name, algorithm);
    uint64_t needed = 0;
    if (!supports(shape, backward, algorithm, needed))
        return refuseDnn(Dnn::notSupported, "%s: algorithm %d cannot do this convolution", call.name, algorithm);
    if (o.workspaceBytes < needed || (needed && !o.workspace))
        return refuseDnn(Dnn::badParameter, "%s: a workspace of %zu bytes, algorithm %d needs %llu", call.name, o.workspaceBytes, algorithm,
            (unsigned long long)needed);
    const Shape::View &read = backward ? shape.y : shape.x, &written = backward ? shape.x : shape.y;
    uint64_t filterBytes = 4 * (uint64_t)(shape.y.c * (shape.x.c / shape.groups) * shape.filterH * shape.filterW);
    CHECKED(check(call.name, "its input", o.read, bytesOf(read)));
    CHECKED(check(call.name, "its filter", o.filter, filterBytes));
    CHECKED(check(call.name, "its output", o.write, bytesOf(written)));
    if (needed) CHECKED(check(call.name, "its workspace", o.workspace, o.workspaceBytes));
    if (!distinct(written)) return refuseDnn(Dnn::badParameter, "%s: elements of the output lie on one another", call.name);
    if (overlap(o.read, read, o.write, written)) return refuseDnn(Dnn::badParameter, "%s: input and output overlap", call.name);
    if (o.write < o.filter + filterBytes && o.filter < o.write + bytesOf(written))
        return refuseDnn(Dnn::badParameter, "%s: filter and output overlap", call.name);
    if (!o.alpha || !o.beta || areaOf((uint64_t)(uintptr_t)o.alpha) || areaOf((uint64_t)(uintptr_t)o.beta))
        return refuseDnn(Dnn::badParameter, "%s: alpha and beta are the host's", call.name);
    float alpha = *(const float*)o.alpha, beta = *(const float*)o.beta;
    std::string name = call.name;
    bool unordered = backward && algorithm == 0;
    int code = submit(*dnns->stream, call.name, [=] {
        // The workspace is written first: whoever keeps something else there sees it.
        if (needed) {
            uint32_t* words = (uint32_t*)alive(o.workspace, needed, name.c_str());
            for (uint64_t i = 0; i < needed / 4; i++) words[i] = 0x7fc0dead;
        }
        const float* from = (const float*)alive(o.read, bytesOf(read), name.c_str());
        const float* w = (const float*)alive(o.filter, filterBytes, name.c_str());
        float* to = (float*)alive(o.write, bytesOf(written), name.c_str());
        if (!backward) {
            convolve(shape, alpha, from, w, beta, to);
            return;
        }
        // An order of sums that is not fixed: every second run differs in the last bit.
        static unsigned runs;
        convolveBackward(shape, unordered && runs++ % 2 ? alpha * (1 + 1.1920929e-7f) : alpha, w, from, beta, to);
    });
    return code ? dnn(Dnn::executionFailed) : 0;
}

}

}

using namespace csg;

EXPORTED int cudnnConvolutionForward(void* handle, const void* alpha, void* xDescriptor, uint64_t x, void* filterDescriptor,
    uint64_t filter, void* convolution, int algorithm, uint64_t workspace, size_t workspaceBytes, const void* beta, void* yDescriptor,
    uint64_t y)
{
    Call call("cudnnConvolutionForward", Library::cudnn);
    return run(call, handle, xDescriptor, filterDescriptor, convolution, yDescriptor, false, algorithm,
        {alpha, beta, x, filter, y, workspace, workspaceBytes});
}

EXPORTED int cudnnConvolutionBackwardData(void* handle, const void* alpha, void* filterDescriptor, uint64_t filter, void* dyDescriptor,
    uint64_t dy, void* convolution, int algorithm, uint64_t workspace, size_t workspaceBytes, const void* beta, void* dxDescriptor,
    uint64_t dx)
{
    Call call("cudnnConvolutionBackwardData", Library::cudnn);
    return run(call, handle, dxDescriptor, filterDescriptor, convolution, dyDescriptor, true, algorithm,
        {alpha, beta, dy, filter, dx, workspace, workspaceBytes});
}
