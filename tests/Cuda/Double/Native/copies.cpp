// Copies and fills on streams.
#include "double.h"

using namespace csg;

namespace {

constexpr uint64_t Staged = 64 << 10; // pageable pieces up to this many bytes go by a staging buffer, larger ones are waited for

int checkDevice(uint64_t address, uint64_t bytes, const char* what)
{
    if (bytes && !covers(address, bytes))
        return refuse(InvalidValue, "%s: %llu bytes at 0x%llx are not in one live allocation", what, (unsigned long long)bytes,
            (unsigned long long)address);
    return Success;
}

// Where the host's side of a copy is: in pinned memory or not.
int checkHost(const void* pointer, uint64_t bytes, const char* what, bool& pinnedMemory)
{
    bool partly;
    pinnedMemory = isPinned(pointer, bytes, partly);
    if (!pointer || partly)
        return refuse(InvalidValue, "%s: %llu bytes at %p reach beyond pinned memory", what, (unsigned long long)bytes, pointer);
    if (!pinnedMemory && areaOf((uint64_t)(uintptr_t)pointer))
        return refuse(InvalidValue, "%s: a device address given for the host's", what);
    return Success;
}

void stillPinned(const void* pointer, uint64_t bytes, const char* what)
{
    bool partly;
    if (!isPinned(pointer, bytes, partly)) throw Fault{IllegalAddress, text("%s: pinned memory was freed before the copy ran", what)};
}

struct Copy2D {
    size_t srcX, srcY;
    int srcType;
    const void* srcHost;
    uint64_t srcDevice;
    void* srcArray;
    size_t srcPitch;
    size_t dstX, dstY;
    int dstType;
    void* dstHost;
    uint64_t dstDevice;
    void* dstArray;
    size_t dstPitch;
    size_t width, height;
};
static_assert(sizeof(Copy2D) == 128, "as in cuda.h");

}

EXPORTED int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void* streamHandle)
{
    Call call("cuMemcpyHtoDAsync_v2", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    CHECKED(checkDevice(to, bytes, call.name));
    bool pinnedMemory;
    CHECKED(checkHost(from, bytes, call.name, pinnedMemory));
    if (pinnedMemory)
        return submit(*stream, call.name, [=] {
            stillPinned(from, bytes, "cuMemcpyHtoDAsync_v2");
            memcpy(alive(to, bytes, "cuMemcpyHtoDAsync_v2"), from, bytes);
        });
    if (stream->capture) return invalidate(*stream, CaptureUnsupported, "a copy from memory that is not pinned, while capturing");
    std::vector<char> staged((const char*)from, (const char*)from + bytes);
    CHECKED(submit(*stream, call.name,
        [to, bytes, staged = std::move(staged)] { memcpy(alive(to, bytes, "cuMemcpyHtoDAsync_v2"), staged.data(), bytes); }));
    if (bytes > Staged) drain(*stream);
    return context->dead;
}

EXPORTED int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void* streamHandle)
{
    Call call("cuMemcpyDtoHAsync_v2", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    CHECKED(checkDevice(from, bytes, call.name));
    bool pinnedMemory;
    CHECKED(checkHost(to, bytes, call.name, pinnedMemory));
    if (!pinnedMemory && stream->capture)
        return invalidate(*stream, CaptureUnsupported, "a copy to memory that is not pinned, while capturing");
    CHECKED(submit(*stream, call.name, [=] {
        if (pinnedMemory) stillPinned(to, bytes, "cuMemcpyDtoHAsync_v2");
        memcpy(to, alive(from, bytes, "cuMemcpyDtoHAsync_v2"), bytes);
    }));
    if (!pinnedMemory) drain(*stream);
    return context->dead;
}

EXPORTED int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void* streamHandle)
{
    Call call("cuMemcpyDtoDAsync_v2", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    CHECKED(checkDevice(to, bytes, call.name));
    CHECKED(checkDevice(from, bytes, call.name));
    if (to < from + bytes && from < to + bytes && bytes) return refuse(InvalidValue, "a copy within overlapping memory");
    return submit(
        *stream, call.name, [=] { memcpy(alive(to, bytes, "cuMemcpyDtoDAsync_v2"), alive(from, bytes, "cuMemcpyDtoDAsync_v2"), bytes); });
}

EXPORTED int cuMemcpy2DAsync_v2(const Copy2D* given, void* streamHandle)
{
    Call call("cuMemcpy2DAsync_v2", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    Copy2D c = *given;
    if (c.srcType < 1 || c.srcType > 2 || c.dstType < 1 || c.dstType > 2 || (c.srcType == 1 && c.dstType == 1))
        return refuse(
            InvalidValue, "memory types %d and %d: the double copies between host and device and on the device", c.srcType, c.dstType);
    if (c.width == 0 || c.height == 0) return Success;
    // A pitch counts with more than one row only.
    if (c.height + c.srcY > 1 && c.srcPitch < c.srcX + c.width)
        return refuse(InvalidValue, "the source's pitch %zu is below the width %zu", c.srcPitch, c.srcX + c.width);
    if (c.height + c.dstY > 1 && c.dstPitch < c.dstX + c.width)
        return refuse(InvalidValue, "the destination's pitch %zu is below the width %zu", c.dstPitch, c.dstX + c.width);
    if (c.srcPitch > 2147483647 || c.dstPitch > 2147483647) return refuse(InvalidValue, "a pitch over 2147483647 bytes");
    uint64_t srcOffset = c.srcY * c.srcPitch + c.srcX, dstOffset = c.dstY * c.dstPitch + c.dstX;
    uint64_t srcBytes = (c.height - 1) * c.srcPitch + c.width, dstBytes = (c.height - 1) * c.dstPitch + c.width;
    const char* fromHost = (const char*)c.srcHost + srcOffset;
    char* toHost = (char*)c.dstHost + dstOffset;
    bool pinnedMemory = true;
    if (c.srcType == 2) CHECKED(checkDevice(c.srcDevice + srcOffset, srcBytes, call.name));
    else CHECKED(checkHost(fromHost, srcBytes, call.name, pinnedMemory));
    if (c.dstType == 2) CHECKED(checkDevice(c.dstDevice + dstOffset, dstBytes, call.name));
    else CHECKED(checkHost(toHost, dstBytes, call.name, pinnedMemory));
    if (!pinnedMemory && stream->capture)
        return invalidate(*stream, CaptureUnsupported, "a copy with memory that is not pinned, while capturing");
    CHECKED(submit(*stream, call.name, [=] {
        if (pinnedMemory && c.srcType == 1) stillPinned(fromHost, srcBytes, "cuMemcpy2DAsync_v2");
        if (pinnedMemory && c.dstType == 1) stillPinned(toHost, dstBytes, "cuMemcpy2DAsync_v2");
        const char* from = c.srcType == 1 ? fromHost : alive(c.srcDevice + srcOffset, srcBytes, "cuMemcpy2DAsync_v2");
        char* to = c.dstType == 1 ? toHost : alive(c.dstDevice + dstOffset, dstBytes, "cuMemcpy2DAsync_v2");
        for (size_t y = 0; y < c.height; y++) memcpy(to + y * c.dstPitch, from + y * c.srcPitch, c.width);
    }));
    if (!pinnedMemory) drain(*stream);
    return context->dead;
}

EXPORTED int cuMemsetD32Async(uint64_t to, unsigned value, size_t count, void* streamHandle)
{
    Call call("cuMemsetD32Async", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    if (to % 4) return refuse(InvalidValue, "cuMemsetD32Async: 0x%llx is not aligned to 4 bytes", (unsigned long long)to);
    CHECKED(checkDevice(to, count * 4, call.name));
    return submit(*stream, call.name, [=] {
        uint32_t* words = (uint32_t*)alive(to, count * 4, "cuMemsetD32Async");
        for (size_t i = 0; i < count; i++) words[i] = value;
    });
}
