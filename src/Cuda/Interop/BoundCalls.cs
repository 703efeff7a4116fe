using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Libraries;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>
/// The calls that are bound. A library that lacks one is found out before the first call, not in the middle of a pass; a test holds the
/// names and the imports equal.
/// </summary>
internal static class BoundCalls
{
    /// <summary>The calls of each library.</summary>
    public static IReadOnlyList<(LibraryKind Library, string[] Names)> All { get; } =
    [
        (LibraryKind.Driver,
        [
            "cuInit", "cuDriverGetVersion", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetName", "cuDeviceGetAttribute",
            "cuDeviceTotalMem_v2", "cuDevicePrimaryCtxRetain", "cuDevicePrimaryCtxRelease_v2", "cuCtxPushCurrent_v2",
            "cuCtxPopCurrent_v2", "cuGetErrorName", "cuGetErrorString", "cuMemAlloc_v2", "cuMemFree_v2", "cuMemGetInfo_v2",
            "cuMemHostAlloc", "cuMemFreeHost", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuMemcpyDtoDAsync_v2",
            "cuMemcpy2DAsync_v2", "cuMemsetD32Async", "cuModuleLoadDataEx", "cuModuleGetFunction", "cuModuleUnload", "cuLaunchKernel",
            "cuStreamCreate", "cuStreamDestroy_v2", "cuStreamSynchronize", "cuStreamQuery", "cuStreamWaitEvent", "cuEventCreate",
            "cuEventRecord", "cuEventQuery", "cuEventSynchronize", "cuEventElapsedTime", "cuEventDestroy_v2", "cuStreamBeginCapture_v2",
            "cuStreamEndCapture", "cuGraphInstantiateWithFlags", "cuGraphLaunch", "cuGraphExecDestroy", "cuGraphDestroy"
        ]),
        (LibraryKind.Cublas,
        [
            "cublasCreate_v2", "cublasDestroy_v2", "cublasSetStream_v2", "cublasSetWorkspace_v2", "cublasSetMathMode",
            "cublasGetVersion_v2", "cublasSgemm_v2", "cublasSgemmStridedBatched", "cublasSgemv_v2"
        ]),
        (LibraryKind.Cudnn,
        [
            "cudnnCreate", "cudnnDestroy", "cudnnSetStream", "cudnnGetVersion", "cudnnGetCudartVersion", "cudnnGetErrorString",
            "cudnnCreateTensorDescriptor", "cudnnDestroyTensorDescriptor", "cudnnSetTensor4dDescriptorEx", "cudnnCreateFilterDescriptor",
            "cudnnDestroyFilterDescriptor", "cudnnSetFilter4dDescriptor", "cudnnCreateConvolutionDescriptor",
            "cudnnDestroyConvolutionDescriptor", "cudnnSetConvolution2dDescriptor", "cudnnSetConvolutionGroupCount",
            "cudnnSetConvolutionMathType", "cudnnGetConvolutionForwardAlgorithm_v7", "cudnnGetConvolutionForwardWorkspaceSize",
            "cudnnConvolutionForward", "cudnnGetConvolutionBackwardDataAlgorithm_v7", "cudnnGetConvolutionBackwardDataWorkspaceSize",
            "cudnnConvolutionBackwardData"
        ]),
    ];

    /// <summary>Which calls the libraries lack, in one sentence; null if they have all.</summary>
    public static string? WhyNot(LibrarySet libraries)
    {
        foreach ((LibraryKind library, string[] names) in All)
        {
            LoadedLibrary loaded = libraries[library];
            string[] missing = [.. names.Where(name => !NativeLibrary.TryGetExport(loaded.Handle, name, out _))];
            if (missing.Length > 0)
            {
                return $"{loaded.Path} lacks {string.Join(", ", missing)}: it is older than what is supported (a driver of CUDA 11.4, "
                    + "cuBLAS 11, cuDNN 8), or another library of that name";
            }
        }
        return null;
    }
}
