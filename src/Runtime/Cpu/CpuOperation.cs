using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// An operation prepared for the CPU, whatever its kernels. Before they run, all buffers are made current in the layout that they work in, and their
/// results are announced in it.
/// </summary>
internal abstract class CpuOperation(CpuBinding binding, CpuLayout layout = CpuLayout.Plain) : PreparedOperation
{
    private readonly CpuBuffer?[] outputGradients = new CpuBuffer?[binding.Outputs.Length];
    private readonly CpuBuffer?[] inputGradients = new CpuBuffer?[binding.Inputs.Length];

    protected CpuBinding Binding { get; } = binding;

    public sealed override void Forward()
    {
        foreach (CpuBuffer input in Binding.Inputs)
            Require(input);
        foreach (CpuBuffer output in Binding.Outputs)
            output.Announce(layout);
        Run();
    }

    public sealed override void Backward(ReluRule rule, ReadOnlySpan<OutputGradient> outputs, ReadOnlySpan<InputGradient> inputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            outputGradients[i] = (CpuBuffer?)outputs[i].Buffer;
            outputGradients[i]?.Require(layout);
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            inputGradients[i] = (CpuBuffer?)inputs[i].Buffer;
            if (inputs[i].Add)
                inputGradients[i]?.Require(layout);
            inputGradients[i]?.Announce(layout);
        }
        Backward(rule, outputs, inputs, outputGradients, inputGradients);
    }

    public override void Dispose()
    {
    }

    /// <summary>Makes an input current in the layout that the kernels read.</summary>
    protected virtual void Require(CpuBuffer input) => input.Require(layout);

    /// <summary>As <see cref="PreparedOperation.Forward"/>.</summary>
    protected abstract void Run();

    /// <summary>As <see cref="PreparedOperation.Backward"/>, for kernels that can add or rectify: those override this one.</summary>
    protected virtual void Backward(
        ReluRule rule, ReadOnlySpan<OutputGradient> outputs, ReadOnlySpan<InputGradient> inputs, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients) =>
        Backward(rule, outputGradients, inputGradients);

    /// <summary>As <see cref="PreparedOperation.Backward"/>, for all other kernels: overwrites each gradient that is not null.</summary>
    protected virtual void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients) =>
        throw new NotSupportedException($"{GetType().Name} has no gradient");
}
