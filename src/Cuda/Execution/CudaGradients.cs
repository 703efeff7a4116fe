using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Execution;

/// <summary>The gradients of an operation, as buffers of this device.</summary>
internal static class CudaGradients
{
    /// <summary>A gradient that arrives; null where nothing depends on the output.</summary>
    public static CudaBuffer? Output(this in OperationGradients gradients, int index) => (CudaBuffer?)gradients.Outputs[index].Buffer;

    /// <summary>A gradient to compute; null where none is requested.</summary>
    public static CudaBuffer? Input(this in OperationGradients gradients, int index) => (CudaBuffer?)gradients.Inputs[index].Buffer;
}
