using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Execution;

/// <summary>
/// An operation prepared for the CPU, whatever its kernels. Before they run, all buffers are made current in the layout that they work in, and their
/// results are announced in it.
/// </summary>
internal abstract class CpuOperation(CpuBinding binding, CpuLayout layout = CpuLayout.Plain) : PreparedOperation
{
    protected CpuBinding Binding { get; } = binding;

    public sealed override void Forward()
    {
        foreach (CpuBuffer input in Binding.Inputs)
            Require(input);
        foreach (CpuBuffer output in Binding.Outputs)
            output.Announce(layout);
        RunForward();
    }

    public sealed override void Backward(in OperationGradients gradients)
    {
        for (int i = 0; i < gradients.Outputs.Length; i++)
            gradients.Output(i)?.Require(layout);
        for (int i = 0; i < gradients.Inputs.Length; i++)
        {
            CpuBuffer? gradient = gradients.Input(i);
            if (gradients.Inputs[i].Add)
                gradient?.Require(layout);
            gradient?.Announce(layout);
        }
        RunBackward(in gradients);
    }

    public override void Dispose()
    {
    }

    /// <summary>Makes an input current in the layout that the kernels read.</summary>
    protected virtual void Require(CpuBuffer input) => input.Require(layout);

    /// <summary>As <see cref="PreparedOperation.Forward"/>.</summary>
    protected abstract void RunForward();

    /// <summary>As <see cref="PreparedOperation.Backward"/>; <see cref="InputGradient.Add"/> and <see cref="InputGradient.Rectify"/> only for those that can.</summary>
    protected abstract void RunBackward(in OperationGradients gradients);
}
