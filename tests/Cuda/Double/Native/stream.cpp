// Streams and events. Work waits in its stream until somebody waits for it (or runs at once, in eager mode).
#include "double.h"

namespace csg {

static void die(Context& context, const Fault& fault)
{
    context.dead = fault.code;
    state().lastFault = fault.text;
    for (auto& [handle, object] : state().objects)
        if (object->kind == Kind::stream && object->context.get() == &context) static_cast<Stream&>(*object).queue.clear();
}

bool step(Stream& stream)
{
    if (stream.queue.empty()) return false;
    Work work = std::move(stream.queue.front());
    stream.queue.pop_front();
    try {
        work();
    } catch (const Fault& fault) {
        die(*stream.context, fault);
    }
    return true;
}

void drain(Stream& stream)
{
    while (step(stream)) {}
}

void drainAll(Context& context)
{
    std::vector<std::shared_ptr<Stream>> streams;
    for (auto& [handle, object] : state().objects)
        if (object->kind == Kind::stream && object->context.get() == &context) streams.push_back(std::static_pointer_cast<Stream>(object));
    for (auto& stream : streams) drain(*stream);
}

void waitFor(Record& record)
{
    while (!record.done) {
        std::shared_ptr<Stream> stream = record.stream.lock();
        if (!stream || !step(*stream)) return;
    }
}

int submit(Stream& stream, const char* name, Work work)
{
    if (stream.capture) {
        if (stream.capture->invalid)
            return refuse(CaptureInvalidated, "%s: the capture is invalid since: %s", name, stream.capture->name.c_str());
        stream.capture->work.push_back(std::move(work));
        return Success;
    }
    stream.queue.push_back(std::move(work));
    if (state().settings.eager) drain(stream);
    return Success;
}

}

using namespace csg;

EXPORTED int cuStreamCreate(void** result, unsigned flags)
{
    Call call("cuStreamCreate", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    if (flags > 1) return refuse(InvalidValue, "a stream with flags %u", flags);
    *result = handleOf(add(std::make_shared<Stream>(Kind::stream, context)));
    return Success;
}

EXPORTED int cuStreamDestroy_v2(void* handle)
{
    Call call("cuStreamDestroy_v2", Library::driver);
    std::shared_ptr<Context> context;
    int sticky = current(context);
    if (!context || context->destroyed) return sticky;
    std::shared_ptr<Stream> stream = find<Stream>(handle, Kind::stream);
    if (!stream) return refuse(InvalidHandle, "%p is not a live stream", handle);
    drain(*stream);
    remove(stream->handle);
    return call.failure ? call.failure : context->dead;
}

EXPORTED int cuStreamSynchronize(void* handle)
{
    Call call("cuStreamSynchronize", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(handle, context, stream));
    if (stream->capture) return invalidate(*stream, CaptureUnsupported, "cuStreamSynchronize while capturing");
    drain(*stream);
    return context->dead;
}

// Each question lets the stream come one piece of work further, unless the device is stalled: then only who waits does.
static bool isBusy(Stream& stream) { return state().settings.stalled ? !stream.queue.empty() : step(stream); }

EXPORTED int cuStreamQuery(void* handle)
{
    Call call("cuStreamQuery", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(handle, context, stream));
    if (stream->capture) return invalidate(*stream, CaptureUnsupported, "cuStreamQuery while capturing");
    bool busy = isBusy(*stream);
    return context->dead ? context->dead : busy ? NotReady : Success;
}

EXPORTED int cuStreamWaitEvent(void* handle, void* eventHandle, unsigned flags)
{
    Call call("cuStreamWaitEvent", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(handle, context, stream));
    std::shared_ptr<Event> event = find<Event>(eventHandle, Kind::event);
    if (!event) return refuse(InvalidHandle, "%p is not a live event", eventHandle);
    if (flags) return refuse(InvalidValue, "cuStreamWaitEvent with flags %u", flags);
    if (event->captured || stream->capture) {
        if (event->captured && stream->capture) return Success; // both of this one capture: in order already
        if (stream->capture)
            return invalidate(*stream, CaptureUnsupported, "the double captures one stream: a wait for an event from outside");
        return refuse(CapturedEvent, "the double captures one stream: another one cannot join");
    }
    if (!event->record) return Success;
    return submit(*stream, call.name, [record = event->record] { waitFor(*record); });
}

EXPORTED int cuEventCreate(void** result, unsigned flags)
{
    Call call("cuEventCreate", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    if (flags > 3) return refuse(InvalidValue, "an event with flags %u", flags);
    std::shared_ptr<Event> event = std::make_shared<Event>(Kind::event, context);
    event->timing = !(flags & 2);
    *result = handleOf(add(event));
    return Success;
}

EXPORTED int cuEventDestroy_v2(void* handle)
{
    Call call("cuEventDestroy_v2", Library::driver);
    std::shared_ptr<Context> context;
    int sticky = current(context);
    if (!context || context->destroyed) return sticky;
    if (!find<Event>(handle, Kind::event)) return refuse(InvalidHandle, "%p is not a live event", handle);
    remove((uint64_t)(uintptr_t)handle);
    return call.failure ? call.failure : context->dead;
}

EXPORTED int cuEventRecord(void* handle, void* streamHandle)
{
    Call call("cuEventRecord", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    std::shared_ptr<Event> event = find<Event>(handle, Kind::event);
    if (!event) return refuse(InvalidHandle, "%p is not a live event", handle);
    if (event->context != context) return refuse(InvalidHandle, "the event is of another context");
    event->captured = stream->capture != nullptr;
    std::shared_ptr<Record> record = std::make_shared<Record>();
    record->stream = stream;
    event->record = record;
    return submit(*stream, call.name, [record] {
        record->done = true;
        record->time = std::chrono::steady_clock::now();
    });
}

static int recorded(void* handle, std::shared_ptr<Context>& context, std::shared_ptr<Event>& event)
{
    CHECKED(current(context));
    event = find<Event>(handle, Kind::event);
    if (!event) return refuse(InvalidHandle, "%p is not a live event", handle);
    if (event->captured) {
        for (auto& [key, object] : state().objects)
            if (object->kind == Kind::stream && static_cast<Stream&>(*object).capture)
                return invalidate(static_cast<Stream&>(*object), CapturedEvent, "an event of a capture was asked or waited for");
        return refuse(CapturedEvent, "the event was last recorded in a capture");
    }
    return Success;
}

EXPORTED int cuEventQuery(void* handle)
{
    Call call("cuEventQuery", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Event> event;
    CHECKED(recorded(handle, context, event));
    if (!event->record || event->record->done) return Success;
    if (std::shared_ptr<Stream> stream = event->record->stream.lock()) isBusy(*stream);
    return context->dead ? context->dead : NotReady;
}

EXPORTED int cuEventSynchronize(void* handle)
{
    Call call("cuEventSynchronize", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Event> event;
    CHECKED(recorded(handle, context, event));
    if (event->record) waitFor(*event->record);
    return context->dead;
}

EXPORTED int cuEventElapsedTime(float* milliseconds, void* start, void* end)
{
    Call call("cuEventElapsedTime", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Event> first, last;
    CHECKED(recorded(start, context, first));
    CHECKED(recorded(end, context, last));
    if (!first->record || !last->record || !first->timing || !last->timing)
        return refuse(InvalidHandle, "the time between events of which one was not recorded or takes no time");
    if (!first->record->done || !last->record->done) return NotReady;
    *milliseconds = std::chrono::duration<float, std::milli>(last->record->time - first->record->time).count();
    return Success;
}
