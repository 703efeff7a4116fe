using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Execution;

/// <summary>
/// An operation prepared for the CPU, whatever its kernels. Before they run, all buffers are made current in the layout that they
/// work in, and their results are marked as written in it.
/// </summary>
internal abstract class CpuOperation(CpuBinding binding, CpuLayout layout = CpuLayout.Plain) : PreparedOperation
{
    protected CpuBinding Binding { get; } = binding;

    public sealed override void Forward()
    {
        foreach (CpuBuffer input in Binding.Inputs)
            EnsureLayout(input);
        foreach (CpuBuffer output in Binding.Outputs)
            output.MarkWritten(layout);
        RunForward();
    }

    public sealed override void Backward(in OperationGradients gradients)
    {
        for (int i = 0; i < gradients.Outputs.Length; i++)
            gradients.Output(i)?.EnsureLayout(layout);
        for (int i = 0; i < gradients.Inputs.Length; i++)
        {
            CpuBuffer? gradient = gradients.Input(i);
            if (gradients.Inputs[i].Add)
                gradient?.EnsureLayout(layout);
            gradient?.MarkWritten(layout);
        }
        RunBackward(in gradients);
    }

    public override void Dispose()
    {
    }

    /// <summary>Makes an input current in the layout that the kernels read.</summary>
    protected virtual void EnsureLayout(CpuBuffer input) => input.EnsureLayout(layout);

    /// <summary>As <see cref="PreparedOperation.Forward"/>.</summary>
    protected abstract void RunForward();

    /// <summary>
    /// As <see cref="PreparedOperation.Backward"/>; <see cref="InputGradient.Add"/> and <see cref="InputGradient.Rectify"/> are set only
    /// for operations that can do them.
    /// </summary>
    protected abstract void RunBackward(in OperationGradients gradients);
}
