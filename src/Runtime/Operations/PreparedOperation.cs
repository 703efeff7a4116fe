namespace CaffeSharpGen.Operations;

/// <summary>
/// An operation bound to its buffers on one device, with weights packed and everything allocated that can be:
/// running it allocates nothing.
/// </summary>
public abstract class PreparedOperation : IDisposable
{
    /// <summary>Computes the outputs from the inputs.</summary>
    public abstract void Forward();

    /// <summary>
    /// Computes the gradients of the inputs from the gradients of the outputs, over the activations of the last
    /// <see cref="Forward"/>. There are no weight gradients.
    /// </summary>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="outputGradients">One entry an output; null where nothing depends on that output (a zero gradient).</param>
    /// <param name="inputGradients">One entry an input, overwritten, never added to; null where no gradient is wanted.</param>
    public abstract void Backward(ReluRule rule, ReadOnlySpan<DeviceBuffer?> outputGradients, ReadOnlySpan<DeviceBuffer?> inputGradients);

    /// <summary>Frees what the preparation allocated; buffers and weights belong to the network.</summary>
    public abstract void Dispose();
}
