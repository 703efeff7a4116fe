// cuDNN: handles, versions, descriptors.
#include "dnn.h"

namespace csg {

int beginDnn(const void* handle, std::shared_ptr<Dnns>& dnns)
{
    dnns = find<Dnns>(handle, Kind::cudnn);
    if (!dnns) return refuseDnn(Dnn::badParameter, "%p is not a live cuDNN handle", handle);
    std::shared_ptr<Context> context;
    if (current(context))
        return refuseDnn(Dnn::executionFailed, "cuDNN: %s", context && context->dead ? "the context is dead" : "no context is current");
    if (context != dnns->context) return refuseDnn(Dnn::badParameter, "the cuDNN handle is of another context");
    return 0;
}

static int64_t outputSize(int64_t size, int pad, int64_t filter, int dilation, int stride)
{
    int64_t room = size + 2 * pad - ((filter - 1) * dilation + 1);
    return room < 0 ? 0 : room / stride + 1;
}

int shapeOf(
    const char* name, const void* xHandle, const void* filterHandle, const void* convolutionHandle, const void* yHandle, Shape& shape)
{
    std::shared_ptr<Tensor> x = find<Tensor>(xHandle, Kind::tensor), y = find<Tensor>(yHandle, Kind::tensor);
    std::shared_ptr<Filter> f = find<Filter>(filterHandle, Kind::filter);
    std::shared_ptr<Convolution> c = find<Convolution>(convolutionHandle, Kind::convolution);
    if (!x || !y || !f || !c) return refuseDnn(Dnn::badParameter, "%s: a descriptor that is not alive or of another kind", name);
    if (!x->set || !y->set || !f->set || !c->set) return refuseDnn(Dnn::badParameter, "%s: a descriptor that was not set", name);
    if (x->c != f->c * c->groups || f->k % c->groups || y->c != f->k || x->n != y->n)
        return refuseDnn(Dnn::badParameter, "%s: %lld × %lld channels, filter %lld × %lld, %d groups, output %lld × %lld", name,
            (long long)x->n, (long long)x->c, (long long)f->k, (long long)f->c, c->groups, (long long)y->n, (long long)y->c);
    int64_t h = outputSize(x->h, c->padH, f->h, c->dilationH, c->strideH), w = outputSize(x->w, c->padW, f->w, c->dilationW, c->strideW);
    if (h != y->h || w != y->w)
        return refuseDnn(Dnn::badParameter, "%s: the output is %lld × %lld, given as %lld × %lld", name, (long long)h, (long long)w,
            (long long)y->h, (long long)y->w);
    auto view = [](const Tensor& t) { return Shape::View{t.n, t.c, t.h, t.w, t.ns, t.cs, t.hs, t.ws}; };
    shape = {view(*x), view(*y), f->h, f->w, c->padH, c->padW, c->strideH, c->strideW, c->dilationH, c->dilationW, c->groups, c->math};
    return 0;
}

}

using namespace csg;

EXPORTED size_t cudnnGetVersion()
{
    std::lock_guard<std::recursive_mutex> guard(state().mutex);
    return state().settings.cudnn;
}
EXPORTED size_t cudnnGetCudartVersion()
{
    std::lock_guard<std::recursive_mutex> guard(state().mutex);
    return state().settings.cudart;
}

EXPORTED const char* cudnnGetErrorString(int status)
{
    static const std::pair<Dnn, const char*> names[] = {{Dnn::success, "CUDNN_STATUS_SUCCESS"},
        {Dnn::notInitialized, "CUDNN_STATUS_NOT_INITIALIZED"}, {Dnn::badParameter, "CUDNN_STATUS_BAD_PARAM"},
        {Dnn::internalError, "CUDNN_STATUS_INTERNAL_ERROR"}, {Dnn::executionFailed, "CUDNN_STATUS_EXECUTION_FAILED"},
        {Dnn::notSupported, "CUDNN_STATUS_NOT_SUPPORTED"},
        {Dnn::allocationFailed,
            state().settings.cudnn >= 90000 ? "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED" : "CUDNN_STATUS_ALLOC_FAILED"}};
    for (auto& [meaning, name] : names)
        if (dnn(meaning) == status) return name;
    return "CUDNN_UNKNOWN_STATUS";
}

EXPORTED int cudnnCreate(void** handle)
{
    Call call("cudnnCreate", Library::cudnn);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    if (current(context)) return dnn(Dnn::notInitialized);
    if (forbiddenWhileCapturing(call.name)) return dnn(Dnn::executionFailed);
    *handle = handleOf(add(std::make_shared<Dnns>(Kind::cudnn, context)));
    return 0;
}

EXPORTED int cudnnDestroy(void* handle)
{
    Call call("cudnnDestroy", Library::cudnn);
    std::shared_ptr<Dnns> dnns = find<Dnns>(handle, Kind::cudnn);
    if (!dnns) return refuseDnn(Dnn::badParameter, "%p is not a live cuDNN handle", handle);
    std::shared_ptr<Context> context;
    int sticky = current(context);
    if (context != dnns->context) return refuseDnn(Dnn::badParameter, "cudnnDestroy without the handle's context");
    if (!forbiddenWhileCapturing(call.name)) drainAll(*context);
    remove(dnns->handle);
    return call.failure ? call.failure : sticky ? dnn(Dnn::executionFailed) : 0;
}

EXPORTED int cudnnSetStream(void* handle, void* streamHandle)
{
    Call call("cudnnSetStream", Library::cudnn);
    if (call.failure) return call.failure;
    std::shared_ptr<Dnns> dnns;
    CHECKED(beginDnn(handle, dnns));
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    if (streamOf(streamHandle, context, stream)) return dnn(Dnn::badParameter);
    dnns->stream = stream;
    return 0;
}

// Descriptors belong to no context.
#define DESCRIPTOR(name, type, kind)                                                                                                       \
    EXPORTED int cudnnCreate##name##Descriptor(void** descriptor)                                                                          \
    {                                                                                                                                      \
        Call call("cudnnCreate" #name "Descriptor", Library::cudnn);                                                                       \
        if (call.failure) return call.failure;                                                                                             \
        *descriptor = handleOf(add(std::make_shared<type>(kind, nullptr)));                                                                \
        return 0;                                                                                                                          \
    }                                                                                                                                      \
    EXPORTED int cudnnDestroy##name##Descriptor(void* descriptor)                                                                          \
    {                                                                                                                                      \
        Call call("cudnnDestroy" #name "Descriptor", Library::cudnn);                                                                      \
        if (!find<type>(descriptor, kind)) return refuseDnn(Dnn::badParameter, "%p is not a live descriptor of this kind", descriptor);    \
        remove((uint64_t)(uintptr_t)descriptor);                                                                                           \
        return call.failure;                                                                                                               \
    }
DESCRIPTOR(Tensor, Tensor, Kind::tensor)
DESCRIPTOR(Filter, Filter, Kind::filter)
DESCRIPTOR(Convolution, Convolution, Kind::convolution)

EXPORTED int cudnnSetTensor4dDescriptorEx(void* descriptor, int type, int n, int c, int h, int w, int ns, int cs, int hs, int ws)
{
    Call call("cudnnSetTensor4dDescriptorEx", Library::cudnn);
    if (call.failure) return call.failure;
    std::shared_ptr<Tensor> t = find<Tensor>(descriptor, Kind::tensor);
    if (!t) return refuseDnn(Dnn::badParameter, "%p is not a live tensor descriptor", descriptor);
    if (type != 0) return refuseDnn(Dnn::notSupported, "data of type %d: the double knows float", type);
    if (n < 1 || c < 1 || h < 1 || w < 1 || ns < 1 || cs < 1 || hs < 1 || ws < 1)
        return refuseDnn(Dnn::badParameter, "a tensor of %d × %d × %d × %d with strides %d, %d, %d, %d", n, c, h, w, ns, cs, hs, ws);
    t->n = n;
    t->c = c;
    t->h = h;
    t->w = w;
    t->ns = ns;
    t->cs = cs;
    t->hs = hs;
    t->ws = ws;
    t->set = true;
    return 0;
}

EXPORTED int cudnnSetFilter4dDescriptor(void* descriptor, int type, int format, int k, int c, int h, int w)
{
    Call call("cudnnSetFilter4dDescriptor", Library::cudnn);
    if (call.failure) return call.failure;
    std::shared_ptr<Filter> f = find<Filter>(descriptor, Kind::filter);
    if (!f) return refuseDnn(Dnn::badParameter, "%p is not a live filter descriptor", descriptor);
    if (type != 0 || format != 0)
        return refuseDnn(Dnn::notSupported, "filter of type %d and format %d: the double knows float and NCHW", type, format);
    if (k < 1 || c < 1 || h < 1 || w < 1) return refuseDnn(Dnn::badParameter, "a filter of %d × %d × %d × %d", k, c, h, w);
    f->k = k;
    f->c = c;
    f->h = h;
    f->w = w;
    f->set = true;
    return 0;
}

EXPORTED int cudnnSetConvolution2dDescriptor(
    void* descriptor, int padH, int padW, int strideH, int strideW, int dilationH, int dilationW, int mode, int type)
{
    Call call("cudnnSetConvolution2dDescriptor", Library::cudnn);
    if (call.failure) return call.failure;
    std::shared_ptr<Convolution> c = find<Convolution>(descriptor, Kind::convolution);
    if (!c) return refuseDnn(Dnn::badParameter, "%p is not a live convolution descriptor", descriptor);
    if (mode != 1 || type != 0)
        return refuseDnn(Dnn::notSupported, "mode %d, type %d: the double knows cross-correlation of float", mode, type);
    if (padH < 0 || padW < 0 || strideH < 1 || strideW < 1 || dilationH < 1 || dilationW < 1)
        return refuseDnn(Dnn::badParameter, "pads %d and %d, strides %d and %d, dilations %d and %d", padH, padW, strideH, strideW,
            dilationH, dilationW);
    c->padH = padH;
    c->padW = padW;
    c->strideH = strideH;
    c->strideW = strideW;
    c->dilationH = dilationH;
    c->dilationW = dilationW;
    c->set = true;
    return 0;
}

EXPORTED int cudnnSetConvolutionGroupCount(void* descriptor, int groups)
{
    Call call("cudnnSetConvolutionGroupCount", Library::cudnn);
    if (call.failure) return call.failure;
    std::shared_ptr<Convolution> c = find<Convolution>(descriptor, Kind::convolution);
    if (!c) return refuseDnn(Dnn::badParameter, "%p is not a live convolution descriptor", descriptor);
    if (groups < 1) return refuseDnn(Dnn::badParameter, "%d groups", groups);
    c->groups = groups;
    return 0;
}

EXPORTED int cudnnSetConvolutionMathType(void* descriptor, int math)
{
    Call call("cudnnSetConvolutionMathType", Library::cudnn);
    if (call.failure) return call.failure;
    std::shared_ptr<Convolution> c = find<Convolution>(descriptor, Kind::convolution);
    if (!c) return refuseDnn(Dnn::badParameter, "%p is not a live convolution descriptor", descriptor);
    if (math < 0 || math > 3) return refuseDnn(Dnn::badParameter, "math type %d", math);
    c->math = math;
    return 0;
}
