namespace CaffeSharpGen.OtherDevice;

/// <summary>An operation of the device: kernels work on its memory, and what they wrote is marked here.</summary>
internal abstract class NaiveOperation(NaiveBinding binding) : PreparedOperation
{
    protected NaiveBinding Binding { get; } = binding;

    /// <inheritdoc/>
    public override string Algorithm => "naive";

    /// <inheritdoc/>
    public sealed override void Forward()
    {
        Run();
        foreach (NaiveBuffer output in Binding.Outputs)
            output.MarkWritten();
    }

    /// <inheritdoc/>
    public sealed override void Backward(in OperationGradients gradients)
    {
        for (int i = 0; i < gradients.Inputs.Length; i++)
        {
            if (gradients.Inputs[i].Buffer is not NaiveBuffer gradient)
                continue;
            // Where nothing arrives, the gradient is zero.
            if (gradients.Outputs[0].Buffer is NaiveBuffer arriving)
                RunBackward(gradients.Rule, arriving.Memory, i, gradient.Memory, gradients.Inputs[i].Add);
            else if (!gradients.Inputs[i].Add)
                Array.Clear(gradient.Memory);
            gradient.MarkWritten();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    protected abstract void Run();

    /// <summary>Computes the gradient of an input, and adds it where the operation can.</summary>
    protected abstract void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add);
}
