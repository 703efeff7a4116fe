using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>cuDNN's calls, of versions 8 and 9, under the names that it exports: convolutions, nothing else.</summary>
internal static unsafe partial class Cudnn
{
    [LibraryImport("cudnn")]
    public static partial int cudnnCreate(nint* handle);

    [LibraryImport("cudnn")]
    public static partial int cudnnDestroy(nint handle);

    [LibraryImport("cudnn")]
    public static partial int cudnnSetStream(nint handle, nint stream);

    [LibraryImport("cudnn")]
    public static partial nuint cudnnGetVersion();

    [LibraryImport("cudnn")]
    public static partial nuint cudnnGetCudartVersion();

    [LibraryImport("cudnn")]
    public static partial byte* cudnnGetErrorString(int status);

    [LibraryImport("cudnn")]
    public static partial int cudnnCreateTensorDescriptor(nint* descriptor);

    [LibraryImport("cudnn")]
    public static partial int cudnnDestroyTensorDescriptor(nint descriptor);

    [LibraryImport("cudnn")]
    public static partial int cudnnSetTensor4dDescriptorEx(
        nint descriptor, int dataType, int n, int c, int h, int w, int strideN, int strideC, int strideH, int strideW);

    [LibraryImport("cudnn")]
    public static partial int cudnnCreateFilterDescriptor(nint* descriptor);

    [LibraryImport("cudnn")]
    public static partial int cudnnDestroyFilterDescriptor(nint descriptor);

    [LibraryImport("cudnn")]
    public static partial int cudnnSetFilter4dDescriptor(nint descriptor, int dataType, int format, int k, int c, int h, int w);

    [LibraryImport("cudnn")]
    public static partial int cudnnCreateConvolutionDescriptor(nint* descriptor);

    [LibraryImport("cudnn")]
    public static partial int cudnnDestroyConvolutionDescriptor(nint descriptor);

    [LibraryImport("cudnn")]
    public static partial int cudnnSetConvolution2dDescriptor(
        nint descriptor, int padH, int padW, int strideH, int strideW, int dilationH, int dilationW, int mode, int computeType);

    [LibraryImport("cudnn")]
    public static partial int cudnnSetConvolutionGroupCount(nint descriptor, int groups);

    [LibraryImport("cudnn")]
    public static partial int cudnnSetConvolutionMathType(nint descriptor, int mathType);

    [LibraryImport("cudnn")]
    public static partial int cudnnGetConvolutionForwardAlgorithm_v7(
        nint handle, nint x, nint filter, nint convolution, nint y, int requested, int* returned, AlgorithmPerformance* results);

    [LibraryImport("cudnn")]
    public static partial int cudnnGetConvolutionForwardWorkspaceSize(
        nint handle, nint x, nint filter, nint convolution, nint y, int algorithm, nuint* bytes);

    [LibraryImport("cudnn")]
    public static partial int cudnnConvolutionForward(
        nint handle, float* alpha, nint x, ulong xData, nint filter, ulong filterData, nint convolution, int algorithm, ulong workspace,
        nuint workspaceBytes, float* beta, nint y, ulong yData);

    [LibraryImport("cudnn")]
    public static partial int cudnnGetConvolutionBackwardDataAlgorithm_v7(
        nint handle, nint filter, nint dy, nint convolution, nint dx, int requested, int* returned, AlgorithmPerformance* results);

    [LibraryImport("cudnn")]
    public static partial int cudnnGetConvolutionBackwardDataWorkspaceSize(
        nint handle, nint filter, nint dy, nint convolution, nint dx, int algorithm, nuint* bytes);

    [LibraryImport("cudnn")]
    public static partial int cudnnConvolutionBackwardData(
        nint handle, float* alpha, nint filter, ulong filterData, nint dy, ulong dyData, nint convolution, int algorithm, ulong workspace,
        nuint workspaceBytes, float* beta, nint dx, ulong dxData);
}

/// <summary>What cuDNN says of an algorithm: its <c>cudnnConvolution…AlgoPerf_t</c>, 48 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AlgorithmPerformance
{
    public int Algorithm;
    public int Status;
    public float Milliseconds;
    public nuint WorkspaceBytes;
    public int IsDeterministic;
    public int MathType;
    public Three Reserved;

    [InlineArray(3)]
    public struct Three
    {
        private int element;
    }
}
