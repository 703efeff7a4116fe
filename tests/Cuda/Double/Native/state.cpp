// The state of the process: objects, counted calls, chosen failures, the text of the last fault.
#include "double.h"
#include <cstdarg>
#include <cstdio>

namespace csg {

State& state()
{
    static State* all = new State;
    return *all;
}

static int defaultFailure(Library library)
{
    switch (library) {
        case Library::driver: return OutOfMemory;
        case Library::cublas: return BlasAllocFailed;
        default: return dnn(Dnn::internalError);
    }
}

Call::Call(const char* name, Library library) : name(name), guard(state().mutex)
{
    State& s = state();
    s.calls++;
    s.callCounts[name]++;
    auto named = s.settings.failures.find(name);
    if (named != s.settings.failures.end()) failure = named->second;
    else if (s.calls == s.settings.failAt) failure = s.settings.failCode ? s.settings.failCode : defaultFailure(library);
    if (failure) {
        s.failed++;
        s.lastFault = text("%s was made to fail with %d", name, failure);
    }
}

static std::string format(const char* format, va_list arguments)
{
    char buffer[1024];
    vsnprintf(buffer, sizeof buffer, format, arguments);
    return buffer;
}

std::string text(const char* f, ...)
{
    va_list arguments;
    va_start(arguments, f);
    std::string result = format(f, arguments);
    va_end(arguments);
    return result;
}

int refuse(int code, const char* f, ...)
{
    va_list arguments;
    va_start(arguments, f);
    state().lastFault = format(f, arguments);
    va_end(arguments);
    return code;
}

int refuseDnn(Dnn status, const char* f, ...)
{
    va_list arguments;
    va_start(arguments, f);
    state().lastFault = format(f, arguments);
    va_end(arguments);
    return dnn(status);
}

int dnn(Dnn status)
{
    bool nine = state().settings.cudnn >= 90000;
    switch (status) {
        case Dnn::success: return 0;
        case Dnn::notInitialized: return nine ? 1001 : 1;
        case Dnn::allocationFailed: return nine ? 4003 : 2;
        case Dnn::badParameter: return nine ? 2000 : 3;
        case Dnn::internalError: return nine ? 4000 : 4;
        case Dnn::executionFailed: return nine ? 5000 : 8;
        default: return nine ? 3000 : 9;
    }
}

uint64_t add(std::shared_ptr<Object> object)
{
    State& s = state();
    // Handles look like nothing that may be read, and are never used twice.
    object->handle = 0x00C5000000000000ull + (s.nextHandle++ << 8) + (uint64_t)object->kind;
    s.live[(int)object->kind]++;
    uint64_t handle = object->handle;
    s.objects[handle] = std::move(object);
    return handle;
}

void remove(uint64_t handle)
{
    State& s = state();
    auto found = s.objects.find(handle);
    if (found == s.objects.end()) return;
    s.live[(int)found->second->kind]--;
    s.objects.erase(found);
}

std::shared_ptr<Object> findObject(const void* handle, Kind kind)
{
    auto found = state().objects.find((uint64_t)(uintptr_t)handle);
    return found == state().objects.end() || found->second->kind != kind ? nullptr : found->second;
}

std::vector<uint64_t>& contextStack()
{
    static thread_local std::vector<uint64_t> stack;
    return stack;
}

int current(std::shared_ptr<Context>& context)
{
    if (!state().initialized) return refuse(NotInitialized, "cuInit was not called");
    if (contextStack().empty()) return refuse(InvalidContext, "no context is current on this thread");
    context = find<Context>(handleOf(contextStack().back()), Kind::context);
    if (!context || context->destroyed) return refuse(ContextIsDestroyed, "the current context is destroyed");
    return context->dead;
}

int streamOf(const void* handle, std::shared_ptr<Context>& context, std::shared_ptr<Stream>& stream)
{
    CHECKED(current(context));
    if (!handle || (uintptr_t)handle <= 2) return refuse(InvalidHandle, "the null stream: nothing of this project uses it");
    stream = find<Stream>(handle, Kind::stream);
    if (!stream) return refuse(InvalidHandle, "%p is not a live stream", handle);
    if (stream->context != context) return refuse(InvalidHandle, "the stream is of another context");
    return Success;
}

}
