using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu;

/// <summary>An operation prepared for the CPU, whatever its kernels.</summary>
internal abstract class CpuOperation(CpuBinding binding) : PreparedOperation
{
    private readonly CpuBuffer?[] outputGradients = new CpuBuffer?[binding.Outputs.Length];
    private readonly CpuBuffer?[] inputGradients = new CpuBuffer?[binding.Inputs.Length];

    protected CpuBinding Binding { get; } = binding;

    public sealed override void Backward(
        ReluRule rule, ReadOnlySpan<DeviceBuffer?> outputGradients, ReadOnlySpan<DeviceBuffer?> inputGradients)
    {
        for (int i = 0; i < outputGradients.Length; i++)
            this.outputGradients[i] = (CpuBuffer?)outputGradients[i];
        for (int i = 0; i < inputGradients.Length; i++)
            this.inputGradients[i] = (CpuBuffer?)inputGradients[i];
        Backward(rule, this.outputGradients, this.inputGradients);
    }

    public override void Dispose()
    {
    }

    /// <summary>As <see cref="PreparedOperation.Backward"/>: overwrites each gradient that is not null.</summary>
    protected abstract void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients);
}
