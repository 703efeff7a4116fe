// The driver's calls on devices, contexts and error codes.
#include "double.h"

using namespace csg;

EXPORTED int cuInit(unsigned flags)
{
    Call call("cuInit", Library::driver);
    if (call.failure) return call.failure;
    if (flags) return refuse(InvalidValue, "cuInit takes no flags");
    if (state().settings.devices == 0) return refuse(100, "no device");
    state().initialized = true;
    return Success;
}

EXPORTED int cuDriverGetVersion(int* version)
{
    Call call("cuDriverGetVersion", Library::driver);
    if (call.failure) return call.failure;
    *version = state().settings.driver;
    return Success;
}

static int device(int index)
{
    if (!state().initialized) return refuse(NotInitialized, "cuInit was not called");
    if (index < 0 || index >= state().settings.devices) return refuse(InvalidDevice, "there is no device %d", index);
    return Success;
}

EXPORTED int cuDeviceGetCount(int* count)
{
    Call call("cuDeviceGetCount", Library::driver);
    if (call.failure) return call.failure;
    if (!state().initialized) return refuse(NotInitialized, "cuInit was not called");
    *count = state().settings.devices;
    return Success;
}

EXPORTED int cuDeviceGet(int* result, int ordinal)
{
    Call call("cuDeviceGet", Library::driver);
    if (call.failure) return call.failure;
    CHECKED(device(ordinal));
    *result = ordinal;
    return Success;
}

EXPORTED int cuDeviceGetName(char* name, int length, int index)
{
    Call call("cuDeviceGetName", Library::driver);
    if (call.failure) return call.failure;
    CHECKED(device(index));
    if (length <= 0) return refuse(InvalidValue, "no room for a name");
    strncpy(name, "CaffeSharpGen test double", length - 1);
    name[length - 1] = 0;
    return Success;
}

EXPORTED int cuDeviceGetAttribute(int* value, int attribute, int index)
{
    Call call("cuDeviceGetAttribute", Library::driver);
    if (call.failure) return call.failure;
    CHECKED(device(index));
    const Settings& s = state().settings;
    static const std::map<int, int> fixed = {{1, 1024}, {2, 1024}, {3, 1024}, {4, 64}, {5, 2147483647}, {6, 65535}, {7, 65535}, {8, 49152},
        {9, 65536}, {10, 32}, {11, 2147483647}, {12, 65536}, {13, 1500000}, {14, 512}, {15, 1}, {17, 0}, {18, 0}, {19, 1}, {20, 0}, {31, 1},
        {32, 0}, {33, 1}, {34, 0}, {36, 2000000}, {37, 5120}, {38, 50 << 20}, {39, 2048}, {40, 3}, {41, 1}, {50, 0}, {81, 233472},
        {82, 65536}, {97, 232448}};
    if (attribute == 75) *value = s.major;
    else if (attribute == 76) *value = s.minor;
    else if (attribute == 16) *value = s.multiprocessors;
    else if (auto found = fixed.find(attribute); found != fixed.end()) *value = found->second;
    else return refuse(InvalidValue, "the double knows no device attribute %d", attribute);
    return Success;
}

EXPORTED int cuDeviceTotalMem_v2(size_t* bytes, int index)
{
    Call call("cuDeviceTotalMem_v2", Library::driver);
    if (call.failure) return call.failure;
    CHECKED(device(index));
    *bytes = state().settings.memory;
    return Success;
}

EXPORTED int cuDevicePrimaryCtxRetain(void** context, int index)
{
    Call call("cuDevicePrimaryCtxRetain", Library::driver);
    if (call.failure) return call.failure;
    CHECKED(device(index));
    std::shared_ptr<Context>& primary = state().primary[index];
    if (!primary) {
        primary = std::make_shared<Context>(index);
        add(primary);
    }
    primary->references++;
    *context = handleOf(primary->handle);
    return Success;
}

// The context goes with its last reference; what is still alive in it stays counted, as a leak.
EXPORTED int cuDevicePrimaryCtxRelease_v2(int index)
{
    Call call("cuDevicePrimaryCtxRelease_v2", Library::driver);
    CHECKED(device(index));
    auto found = state().primary.find(index);
    if (found == state().primary.end())
        return refuse(InvalidContext, "the primary context of device %d is released more often than retained", index);
    std::shared_ptr<Context> primary = found->second;
    if (--primary->references == 0) {
        drainAll(*primary);
        primary->destroyed = true;
        state().primary.erase(found);
        remove(primary->handle);
    }
    return call.failure;
}

EXPORTED int cuCtxPushCurrent_v2(void* context)
{
    Call call("cuCtxPushCurrent_v2", Library::driver);
    if (call.failure) return call.failure;
    if (!state().initialized) return refuse(NotInitialized, "cuInit was not called");
    if (!find<Context>(context, Kind::context)) return refuse(InvalidContext, "%p is not a live context", context);
    contextStack().push_back((uint64_t)(uintptr_t)context);
    return Success;
}

EXPORTED int cuCtxPopCurrent_v2(void** context)
{
    Call call("cuCtxPopCurrent_v2", Library::driver);
    if (contextStack().empty()) return refuse(InvalidContext, "there is no context to pop on this thread");
    if (context) *context = handleOf(contextStack().back());
    contextStack().pop_back();
    return call.failure;
}

static const std::map<int, std::pair<const char*, const char*>> names = {{0, {"CUDA_SUCCESS", "no error"}},
    {1, {"CUDA_ERROR_INVALID_VALUE", "invalid argument"}}, {2, {"CUDA_ERROR_OUT_OF_MEMORY", "out of memory"}},
    {3, {"CUDA_ERROR_NOT_INITIALIZED", "initialization error"}}, {4, {"CUDA_ERROR_DEINITIALIZED", "driver shutting down"}},
    {35, {"CUDA_ERROR_INSUFFICIENT_DRIVER", "CUDA driver version is insufficient"}},
    {100, {"CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"}}, {101, {"CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"}},
    {200, {"CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"}}, {201, {"CUDA_ERROR_INVALID_CONTEXT", "invalid device context"}},
    {209, {"CUDA_ERROR_NO_BINARY_FOR_GPU", "no kernel image is available for execution on the device"}},
    {218, {"CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed"}},
    {222, {"CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "the provided PTX was compiled with an unsupported toolchain."}},
    {400, {"CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"}},
    {401, {"CUDA_ERROR_ILLEGAL_STATE", "the operation cannot be performed in the present state"}},
    {500, {"CUDA_ERROR_NOT_FOUND", "named symbol not found"}}, {600, {"CUDA_ERROR_NOT_READY", "device not ready"}},
    {700, {"CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"}},
    {701, {"CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "too many resources requested for launch"}},
    {702, {"CUDA_ERROR_LAUNCH_TIMEOUT", "the launch timed out and was terminated"}},
    {709, {"CUDA_ERROR_CONTEXT_IS_DESTROYED", "context is destroyed"}}, {716, {"CUDA_ERROR_MISALIGNED_ADDRESS", "misaligned address"}},
    {719, {"CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"}}, {801, {"CUDA_ERROR_NOT_SUPPORTED", "operation not supported"}},
    {900, {"CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", "operation not permitted when stream is capturing"}},
    {901, {"CUDA_ERROR_STREAM_CAPTURE_INVALIDATED", "operation failed due to a previous error during capture"}},
    {907, {"CUDA_ERROR_CAPTURED_EVENT", "operation not permitted on an event last recorded in a capturing stream"}},
    {908, {"CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD", "attempt to terminate a thread-local capture sequence from another thread"}},
    {999, {"CUDA_ERROR_UNKNOWN", "unknown error"}}};

// The calls that describe errors are not counted: they cannot be made to fail.
EXPORTED int cuGetErrorName(int code, const char** name)
{
    auto found = names.find(code);
    *name = found == names.end() ? nullptr : found->second.first;
    return *name ? Success : InvalidValue;
}

EXPORTED int cuGetErrorString(int code, const char** description)
{
    auto found = names.find(code);
    *description = found == names.end() ? nullptr : found->second.second;
    return *description ? Success : InvalidValue;
}
