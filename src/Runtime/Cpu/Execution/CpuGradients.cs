using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Execution;

/// <summary>The buffers of a backward pass as those of the CPU.</summary>
internal static class CpuGradients
{
    /// <summary>The gradient of an output; null where nothing depends on it.</summary>
    public static CpuBuffer? Output(this in OperationGradients gradients, int index) => (CpuBuffer?)gradients.Outputs[index].Buffer;

    /// <summary>Where the gradient of an input goes; null where none is wanted.</summary>
    public static CpuBuffer? Input(this in OperationGradients gradients, int index) => (CpuBuffer?)gradients.Inputs[index].Buffer;
}
