using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>
/// Something that CUDA made and somebody has to give back, once. What lives in a context makes it current to do so, as that may happen on
/// the finalizer's thread; the context itself outlives it, because each handle holds a reference to it.
/// </summary>
internal abstract class CudaHandle(ContextHandle? context) : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The handle itself, for calls.</summary>
    public nint Value => !IsClosed ? handle : throw new ObjectDisposedException(GetType().Name);

    /// <summary>Takes what a call made.</summary>
    public void Take(nint made)
    {
        bool added = false;
        context?.DangerousAddRef(ref added);
        SetHandle(made);
    }

    /// <inheritdoc/>
    protected sealed override bool ReleaseHandle()
    {
        if (context is null)
            return Free() == 0;
        // It is tried again, as there will be no other occasion.
        bool isCurrent = Driver.cuCtxPushCurrent_v2(context.Pointer) == 0 || Driver.cuCtxPushCurrent_v2(context.Pointer) == 0;
        try
        {
            return (Free() == 0) & isCurrent;
        }
        finally
        {
            Pop(isCurrent);
            context.DangerousRelease();
        }
    }

    /// <summary>Gives it back; the status of the call.</summary>
    protected abstract int Free();

    private static unsafe void Pop(bool isCurrent)
    {
        nint popped;
        if (isCurrent)
            _ = Driver.cuCtxPopCurrent_v2(&popped);
    }
}

/// <summary>A reference to the primary context of a device: the driver counts them.</summary>
internal sealed class ContextHandle(int device) : CudaHandle(null)
{
    /// <summary>The context, also while handles that live in it are given back.</summary>
    public nint Pointer => handle;

    protected override int Free() => Driver.cuDevicePrimaryCtxRelease_v2(device);
}

/// <summary>A stream.</summary>
internal sealed class StreamHandle(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Driver.cuStreamDestroy_v2(handle);
}

/// <summary>An event.</summary>
internal sealed class EventHandle(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Driver.cuEventDestroy_v2(handle);
}

/// <summary>Memory of the device.</summary>
internal sealed class DeviceMemoryHandle(ContextHandle context, Action freed) : CudaHandle(context)
{
    protected override int Free()
    {
        freed();
        return Driver.cuMemFree_v2((ulong)handle);
    }
}

/// <summary>Memory of the host that the device transfers from and to by itself.</summary>
internal sealed unsafe class PinnedHandle(ContextHandle context, Action freed) : CudaHandle(context)
{
    protected override int Free()
    {
        freed();
        return Driver.cuMemFreeHost((void*)handle);
    }
}

/// <summary>Kernels.</summary>
internal sealed class KernelModuleHandle(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Driver.cuModuleUnload(handle);
}

/// <summary>What a capture recorded.</summary>
internal sealed class GraphHandle(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Driver.cuGraphDestroy(handle);
}

/// <summary>What a capture recorded, ready to run.</summary>
internal sealed class GraphExecHandle(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Driver.cuGraphExecDestroy(handle);
}

/// <summary>cuBLAS.</summary>
internal sealed class CublasHandle(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Cublas.cublasDestroy_v2(handle);
}

/// <summary>cuDNN.</summary>
internal sealed class CudnnHandle(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Cudnn.cudnnDestroy(handle);
}

/// <summary>A tensor's sizes and strides.</summary>
internal sealed class TensorDescriptor(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Cudnn.cudnnDestroyTensorDescriptor(handle);
}

/// <summary>A filter's sizes.</summary>
internal sealed class FilterDescriptor(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Cudnn.cudnnDestroyFilterDescriptor(handle);
}

/// <summary>A convolution's arguments.</summary>
internal sealed class ConvolutionDescriptor(ContextHandle context) : CudaHandle(context)
{
    protected override int Free() => Cudnn.cudnnDestroyConvolutionDescriptor(handle);
}
