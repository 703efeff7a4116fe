using System.Runtime.InteropServices;
using Copies = ManagedCuda.DriverAPINativeMethods.AsynchronousMemcpy_v2;
using ManagedCuda;
using ManagedCuda.BasicTypes;
using static ManagedCuda.DriverAPINativeMethods;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>The calls of <c>Interop/Driver.cs</c>, with the same signatures, through ManagedCuda; compiled instead of that file.</summary>
internal static unsafe class Driver
{
    public static int cuInit(uint flags) => (int)DriverAPINativeMethods.cuInit((CUInitializationFlags)flags);

    public static int cuDriverGetVersion(int* version) => (int)DriverAPINativeMethods.cuDriverGetVersion(ref *version);

    public static int cuDeviceGetCount(int* count) => (int)DeviceManagement.cuDeviceGetCount(ref *count);

    public static int cuDeviceGet(int* device, int ordinal) => (int)DeviceManagement.cuDeviceGet(ref *(CUdevice*)device, ordinal);

    public static int cuDeviceGetName(byte* name, int length, int device)
    {
        byte[] text = new byte[length];
        int status = (int)DeviceManagement.cuDeviceGetName(text, length, *(CUdevice*)&device);
        text.CopyTo(new Span<byte>(name, length));
        return status;
    }

    public static int cuDeviceGetAttribute(int* value, int attribute, int device) =>
        (int)DeviceManagement.cuDeviceGetAttribute(ref *value, (CUDeviceAttribute)attribute, *(CUdevice*)&device);

    public static int cuDeviceTotalMem_v2(nuint* bytes, int device) =>
        (int)DeviceManagement.cuDeviceTotalMem_v2(ref *(SizeT*)bytes, *(CUdevice*)&device);

    public static int cuDevicePrimaryCtxRetain(nint* context, int device) =>
        (int)ContextManagement.cuDevicePrimaryCtxRetain(ref *(CUcontext*)context, *(CUdevice*)&device);

    public static int cuDevicePrimaryCtxRelease_v2(int device) =>
        (int)ContextManagement.cuDevicePrimaryCtxRelease(*(CUdevice*)&device);

    public static int cuCtxPushCurrent_v2(nint context) => (int)ContextManagement.cuCtxPushCurrent_v2(*(CUcontext*)&context);

    public static int cuCtxPopCurrent_v2(nint* context) => (int)ContextManagement.cuCtxPopCurrent_v2(ref *(CUcontext*)context);

    public static int cuGetErrorName(int error, byte** name) => (int)ErrorHandling.cuGetErrorName((CUResult)error, ref *(nint*)name);

    public static int cuGetErrorString(int error, byte** text) => (int)ErrorHandling.cuGetErrorString((CUResult)error, ref *(nint*)text);

    public static int cuMemAlloc_v2(ulong* pointer, nuint bytes) =>
        (int)MemoryManagement.cuMemAlloc_v2(ref *(CUdeviceptr*)pointer, bytes);

    public static int cuMemFree_v2(ulong pointer) => (int)MemoryManagement.cuMemFree_v2(*(CUdeviceptr*)&pointer);

    public static int cuMemGetInfo_v2(nuint* free, nuint* total) =>
        (int)MemoryManagement.cuMemGetInfo_v2(ref *(SizeT*)free, ref *(SizeT*)total);

    public static int cuMemHostAlloc(void** pointer, nuint bytes, uint flags) =>
        (int)MemoryManagement.cuMemHostAlloc(ref *(nint*)pointer, bytes, (CUMemHostAllocFlags)flags);

    public static int cuMemFreeHost(void* pointer) => (int)MemoryManagement.cuMemFreeHost((nint)pointer);

    public static int cuMemcpyHtoDAsync_v2(ulong to, void* from, nuint bytes, nint stream) =>
        (int)Copies.cuMemcpyHtoDAsync_v2(*(CUdeviceptr*)&to, (nint)from, bytes, *(CUstream*)&stream);

    public static int cuMemcpyDtoHAsync_v2(void* to, ulong from, nuint bytes, nint stream) =>
        (int)Copies.cuMemcpyDtoHAsync_v2((nint)to, *(CUdeviceptr*)&from, bytes, *(CUstream*)&stream);

    public static int cuMemcpyDtoDAsync_v2(ulong to, ulong from, nuint bytes, nint stream) =>
        (int)Copies.cuMemcpyDtoDAsync_v2(*(CUdeviceptr*)&to, *(CUdeviceptr*)&from, bytes, *(CUstream*)&stream);

    public static int cuMemcpy2DAsync_v2(Copy2D* copy, nint stream) =>
        (int)Copies.cuMemcpy2DAsync_v2(ref *(CUDAMemCpy2D*)copy, *(CUstream*)&stream);

    public static int cuMemsetD32Async(ulong pointer, uint value, nuint count, nint stream) =>
        (int)MemsetAsync.cuMemsetD32Async(*(CUdeviceptr*)&pointer, value, count, *(CUstream*)&stream);

    public static int cuModuleLoadDataEx(nint* module, void* image, uint options, int* names, void** values)
    {
        // Ours end with a zero, which belongs to them. What the driver writes into the values, it writes here too.
        byte[] text = [.. MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)image), 0];
        nint[] inOut = new Span<nint>(values, (int)options).ToArray();
        CUJITOption[] kinds = new Span<CUJITOption>(names, (int)options).ToArray();
        int status = (int)ModuleManagement.cuModuleLoadDataEx(ref *(CUmodule*)module, text, options, kinds, inOut);
        inOut.CopyTo(new Span<nint>(values, (int)options));
        return status;
    }

    public static int cuModuleGetFunction(nint* function, nint module, byte* name) =>
        (int)ModuleManagement.cuModuleGetFunction(
            ref *(CUfunction*)function, *(CUmodule*)&module, Marshal.PtrToStringUTF8((nint)name)!);

    public static int cuModuleUnload(nint module) => (int)ModuleManagement.cuModuleUnload(*(CUmodule*)&module);

    // It takes arrays. All kernels of ours have one parameter, and none gets extra options.
    public static int cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream,
        void** parameters, void** extra) =>
        (int)Launch.cuLaunchKernel(
            *(CUfunction*)&function, gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes, *(CUstream*)&stream,
            [(nint)parameters[0]], null);

    public static int cuStreamCreate(nint* stream, uint flags) =>
        (int)Streams.cuStreamCreate(ref *(CUstream*)stream, (CUStreamFlags)flags);

    public static int cuStreamDestroy_v2(nint stream) => (int)Streams.cuStreamDestroy_v2(*(CUstream*)&stream);

    public static int cuStreamSynchronize(nint stream) => (int)Streams.cuStreamSynchronize(*(CUstream*)&stream);

    public static int cuStreamQuery(nint stream) => (int)Streams.cuStreamQuery(*(CUstream*)&stream);

    public static int cuStreamWaitEvent(nint stream, nint @event, uint flags) =>
        (int)Streams.cuStreamWaitEvent(*(CUstream*)&stream, *(CUevent*)&@event, flags);

    public static int cuEventCreate(nint* @event, uint flags) => (int)Events.cuEventCreate(ref *(CUevent*)@event, (CUEventFlags)flags);

    public static int cuEventRecord(nint @event, nint stream) => (int)Events.cuEventRecord(*(CUevent*)&@event, *(CUstream*)&stream);

    public static int cuEventQuery(nint @event) => (int)Events.cuEventQuery(*(CUevent*)&@event);

    public static int cuEventSynchronize(nint @event) => (int)Events.cuEventSynchronize(*(CUevent*)&@event);

    public static int cuEventElapsedTime(float* milliseconds, nint start, nint end) =>
        (int)Events.cuEventElapsedTime(ref *milliseconds, *(CUevent*)&start, *(CUevent*)&end);

    public static int cuEventDestroy_v2(nint @event) => (int)Events.cuEventDestroy_v2(*(CUevent*)&@event);

    public static int cuStreamBeginCapture_v2(nint stream, int mode) =>
        (int)Streams.cuStreamBeginCapture(*(CUstream*)&stream, (CUstreamCaptureMode)mode);

    public static int cuStreamEndCapture(nint stream, nint* graph) =>
        (int)Streams.cuStreamEndCapture(*(CUstream*)&stream, ref *(CUgraph*)graph);

    public static int cuGraphInstantiateWithFlags(nint* exec, nint graph, ulong flags) =>
        (int)GraphManagment.cuGraphInstantiate(ref *(CUgraphExec*)exec, *(CUgraph*)&graph, (CUgraphInstantiate_flags)flags);

    public static int cuGraphLaunch(nint exec, nint stream) =>
        (int)GraphManagment.cuGraphLaunch(*(CUgraphExec*)&exec, *(CUstream*)&stream);

    public static int cuGraphExecDestroy(nint exec) => (int)GraphManagment.cuGraphExecDestroy(*(CUgraphExec*)&exec);

    public static int cuGraphDestroy(nint graph) => (int)GraphManagment.cuGraphDestroy(*(CUgraph*)&graph);
}
