// Capture of a stream and replay: the work is recorded with its arguments and runs again with the addresses of then.
#include "double.h"

namespace csg {

struct Graph : Object {
    using Object::Object;
    std::vector<Work> work;
};

int invalidate(Stream& stream, int code, const char* why)
{
    if (!stream.capture->invalid) {
        stream.capture->invalid = code;
        stream.capture->name = why;
    }
    return refuse(code, "%s", why);
}

// Stricter than CUDA in relaxed mode: this project never does such things while it captures.
int forbiddenWhileCapturing(const char* name)
{
    for (auto& [handle, object] : state().objects) {
        if (object->kind != Kind::stream) continue;
        Stream& stream = static_cast<Stream&>(*object);
        if (!stream.capture) continue;
        if (stream.capture->mode == 0 || stream.capture->thread == std::this_thread::get_id())
            return invalidate(stream, CaptureUnsupported, text("%s while a stream captures", name).c_str());
    }
    return Success;
}

}

using namespace csg;

EXPORTED int cuStreamBeginCapture_v2(void* handle, int mode)
{
    Call call("cuStreamBeginCapture_v2", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    if (!handle || (uintptr_t)handle <= 2) return refuse(CaptureUnsupported, "the null stream cannot be captured");
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(handle, context, stream));
    if (mode < 0 || mode > 2) return refuse(InvalidValue, "capture mode %d", mode);
    if (stream->capture) return refuse(IllegalState, "the stream is captured already");
    stream->capture = std::make_unique<Capture>();
    stream->capture->mode = mode;
    stream->capture->thread = std::this_thread::get_id();
    return Success;
}

EXPORTED int cuStreamEndCapture(void* handle, void** graph)
{
    Call call("cuStreamEndCapture", Library::driver);
    if (graph) *graph = nullptr;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(handle, context, stream));
    if (!stream->capture) return refuse(IllegalState, "the stream is not being captured");
    if (stream->capture->mode != 2 && stream->capture->thread != std::this_thread::get_id())
        return refuse(CaptureWrongThread, "the capture was begun by another thread");
    std::unique_ptr<Capture> capture = std::move(stream->capture);
    if (call.failure) return call.failure;
    if (capture->invalid) return refuse(CaptureInvalidated, "the capture is invalid: %s", capture->name.c_str());
    std::shared_ptr<Graph> result = std::make_shared<Graph>(Kind::graph, context);
    result->work = std::move(capture->work);
    *graph = handleOf(add(result));
    return Success;
}

EXPORTED int cuGraphInstantiateWithFlags(void** exec, void* handle, unsigned long long flags)
{
    Call call("cuGraphInstantiateWithFlags", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    std::shared_ptr<Graph> graph = find<Graph>(handle, Kind::graph);
    if (!graph) return refuse(InvalidHandle, "%p is not a live graph", handle);
    if (flags & ~1ull) return refuse(InvalidValue, "a graph instantiated with flags %llu", flags);
    std::shared_ptr<Graph> result = std::make_shared<Graph>(Kind::graphExec, context);
    result->work = graph->work;
    *exec = handleOf(add(result));
    return Success;
}

EXPORTED int cuGraphLaunch(void* handle, void* streamHandle)
{
    Call call("cuGraphLaunch", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    std::shared_ptr<Graph> exec = find<Graph>(handle, Kind::graphExec);
    if (!exec) return refuse(InvalidHandle, "%p is not a live executable graph", handle);
    if (exec->context != context) return refuse(InvalidHandle, "the graph is of another context");
    if (stream->capture) return invalidate(*stream, CaptureUnsupported, "the double captures no graph within a graph");
    return submit(*stream, call.name, [exec] {
        for (const Work& work : exec->work) work();
    });
}

EXPORTED int cuGraphExecDestroy(void* handle)
{
    Call call("cuGraphExecDestroy", Library::driver);
    if (!find<Graph>(handle, Kind::graphExec)) return refuse(InvalidHandle, "%p is not a live executable graph", handle);
    remove((uint64_t)(uintptr_t)handle);
    return call.failure;
}

EXPORTED int cuGraphDestroy(void* handle)
{
    Call call("cuGraphDestroy", Library::driver);
    if (!find<Graph>(handle, Kind::graph)) return refuse(InvalidHandle, "%p is not a live graph", handle);
    remove((uint64_t)(uintptr_t)handle);
    return call.failure;
}
