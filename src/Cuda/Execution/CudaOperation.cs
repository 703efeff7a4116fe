using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Execution;

/// <summary>
/// An operation prepared for a GPU: takes the device's turn, launches, and marks what was written. Nothing waits for the GPU.
/// </summary>
internal abstract class CudaOperation(CudaBinding binding) : PreparedOperation
{
    /// <summary>Threads of a block.</summary>
    protected const int Threads = KernelModule.Threads;

    private DenseCopies? dense;

    protected CudaBinding Binding { get; } = binding;

    protected SessionMemory Session => Binding.Session;

    protected CudaContext Context => Binding.Session.Context;

    /// <summary>Whether its kernels go across images, and so need values without gaps between them.</summary>
    protected virtual bool NeedsDense => false;

    /// <inheritdoc/>
    public sealed override void Forward()
    {
        using CudaContext.Turn turn = Context.Enter();
        RunForward();
        dense?.Flush();
        foreach (CudaBuffer output in Binding.Outputs)
            Session.MarkWritten(output);
        Session.EndOperation();
    }

    /// <inheritdoc/>
    public sealed override void Backward(in OperationGradients gradients)
    {
        using CudaContext.Turn turn = Context.Enter();
        if (Arrives(gradients))
            RunBackward(in gradients);
        else
            ClearInputs(gradients);
        dense?.Flush();
        for (int i = 0; i < gradients.Inputs.Length; i++)
        {
            if (gradients.Input(i) is { } gradient)
                Session.MarkWritten(gradient);
        }
        // It may have worked in what arrived.
        for (int i = 0; i < gradients.Outputs.Length; i++)
        {
            if (gradients.Outputs[i].MayChange && gradients.Output(i) is { } gradient)
                Session.MarkWritten(gradient);
        }
        Session.EndOperation();
    }

    /// <inheritdoc/>
    public override void Dispose() => dense?.Dispose();

    /// <summary>Launches the kernels that compute the outputs.</summary>
    protected abstract void RunForward();

    /// <summary>
    /// As <see cref="PreparedOperation.Backward"/>, where at least one gradient arrives; <see cref="InputGradient.Add"/> and
    /// <see cref="InputGradient.Rectify"/> are set only for operations that can do them.
    /// </summary>
    protected abstract void RunBackward(in OperationGradients gradients);

    /// <summary>Where a value that kernels read is.</summary>
    protected View Read(CudaBuffer buffer) => NeedsDense ? (dense ??= new DenseCopies(Context)).Read(buffer) : buffer.View;

    /// <summary>Where a value that kernels write is.</summary>
    /// <param name="buffer">The value.</param>
    /// <param name="add">Whether they add to it.</param>
    protected View Write(CudaBuffer buffer, bool add = false) =>
        NeedsDense ? (dense ??= new DenseCopies(Context)).Write(buffer, add) : buffer.View;

    /// <summary>Launches a kernel whose threads stride over the items of each image.</summary>
    /// <param name="arguments">What it gets.</param>
    /// <param name="items">Items of an image: one for a thread.</param>
    /// <param name="images">Count of images.</param>
    protected void Launch<T>(in T arguments, long items, int images)
        where T : unmanaged, IKernelArguments =>
        Context.Kernels.LaunchOver(arguments, items, images);

    /// <summary>Launches a kernel with a block for each row of each image.</summary>
    /// <param name="arguments">What it gets.</param>
    /// <param name="rows">Rows of an image.</param>
    /// <param name="images">Count of images.</param>
    protected void LaunchRows<T>(in T arguments, int rows, int images)
        where T : unmanaged, IKernelArguments =>
        Context.Kernels.Launch(arguments, rows, Math.Min(images, ushort.MaxValue), Threads);

    private static bool Arrives(in OperationGradients gradients)
    {
        foreach (OutputGradient output in gradients.Outputs)
        {
            if (output.Buffer is not null)
                return true;
        }
        return false;
    }

    private void ClearInputs(in OperationGradients gradients)
    {
        for (int i = 0; i < gradients.Inputs.Length; i++)
        {
            if (gradients.Input(i) is { } gradient && !gradients.Inputs[i].Add)
                Session.Clear(gradient);
        }
    }
}
