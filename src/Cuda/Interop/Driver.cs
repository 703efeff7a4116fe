using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>
/// The CUDA driver's calls, under the names that it exports, from CUDA 11.4 on. Results are its status codes; device pointers are
/// <see cref="ulong"/>, everything opaque is <see cref="nint"/>.
/// </summary>
internal static unsafe partial class Driver
{
    [LibraryImport("cuda")]
    public static partial int cuInit(uint flags);

    [LibraryImport("cuda")]
    public static partial int cuDriverGetVersion(int* version);

    [LibraryImport("cuda")]
    public static partial int cuDeviceGetCount(int* count);

    [LibraryImport("cuda")]
    public static partial int cuDeviceGet(int* device, int ordinal);

    [LibraryImport("cuda")]
    public static partial int cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport("cuda")]
    public static partial int cuDeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport("cuda")]
    public static partial int cuDeviceTotalMem_v2(nuint* bytes, int device);

    [LibraryImport("cuda")]
    public static partial int cuDevicePrimaryCtxRetain(nint* context, int device);

    [LibraryImport("cuda")]
    public static partial int cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport("cuda")]
    public static partial int cuCtxPushCurrent_v2(nint context);

    [LibraryImport("cuda")]
    public static partial int cuCtxPopCurrent_v2(nint* context);

    [LibraryImport("cuda")]
    public static partial int cuGetErrorName(int error, byte** name);

    [LibraryImport("cuda")]
    public static partial int cuGetErrorString(int error, byte** text);

    [LibraryImport("cuda")]
    public static partial int cuMemAlloc_v2(ulong* pointer, nuint bytes);

    [LibraryImport("cuda")]
    public static partial int cuMemFree_v2(ulong pointer);

    [LibraryImport("cuda")]
    public static partial int cuMemGetInfo_v2(nuint* free, nuint* total);

    [LibraryImport("cuda")]
    public static partial int cuMemHostAlloc(void** pointer, nuint bytes, uint flags);

    [LibraryImport("cuda")]
    public static partial int cuMemFreeHost(void* pointer);

    [LibraryImport("cuda")]
    public static partial int cuMemcpyHtoDAsync_v2(ulong to, void* from, nuint bytes, nint stream);

    [LibraryImport("cuda")]
    public static partial int cuMemcpyDtoHAsync_v2(void* to, ulong from, nuint bytes, nint stream);

    [LibraryImport("cuda")]
    public static partial int cuMemcpyDtoDAsync_v2(ulong to, ulong from, nuint bytes, nint stream);

    [LibraryImport("cuda")]
    public static partial int cuMemcpy2DAsync_v2(Copy2D* copy, nint stream);

    [LibraryImport("cuda")]
    public static partial int cuMemsetD32Async(ulong pointer, uint value, nuint count, nint stream);

    [LibraryImport("cuda")]
    public static partial int cuModuleLoadDataEx(nint* module, void* image, uint options, int* names, void** values);

    [LibraryImport("cuda")]
    public static partial int cuModuleGetFunction(nint* function, nint module, byte* name);

    [LibraryImport("cuda")]
    public static partial int cuModuleUnload(nint module);

    [LibraryImport("cuda")]
    public static partial int cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream,
        void** parameters, void** extra);

    [LibraryImport("cuda")]
    public static partial int cuStreamCreate(nint* stream, uint flags);

    [LibraryImport("cuda")]
    public static partial int cuStreamDestroy_v2(nint stream);

    [LibraryImport("cuda")]
    public static partial int cuStreamSynchronize(nint stream);

    [LibraryImport("cuda")]
    public static partial int cuStreamQuery(nint stream);

    [LibraryImport("cuda")]
    public static partial int cuStreamWaitEvent(nint stream, nint @event, uint flags);

    [LibraryImport("cuda")]
    public static partial int cuEventCreate(nint* @event, uint flags);

    [LibraryImport("cuda")]
    public static partial int cuEventRecord(nint @event, nint stream);

    [LibraryImport("cuda")]
    public static partial int cuEventQuery(nint @event);

    [LibraryImport("cuda")]
    public static partial int cuEventSynchronize(nint @event);

    [LibraryImport("cuda")]
    public static partial int cuEventElapsedTime(float* milliseconds, nint start, nint end);

    [LibraryImport("cuda")]
    public static partial int cuEventDestroy_v2(nint @event);

    [LibraryImport("cuda")]
    public static partial int cuStreamBeginCapture_v2(nint stream, int mode);

    [LibraryImport("cuda")]
    public static partial int cuStreamEndCapture(nint stream, nint* graph);

    [LibraryImport("cuda")]
    public static partial int cuGraphInstantiateWithFlags(nint* exec, nint graph, ulong flags);

    [LibraryImport("cuda")]
    public static partial int cuGraphLaunch(nint exec, nint stream);

    [LibraryImport("cuda")]
    public static partial int cuGraphExecDestroy(nint exec);

    [LibraryImport("cuda")]
    public static partial int cuGraphDestroy(nint graph);
}
