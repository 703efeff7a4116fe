namespace CaffeSharpGen;

/// <summary>
/// An operation bound to its buffers on one device, with weights packed and everything allocated that can be:
/// running it allocates nothing.
/// </summary>
public abstract class PreparedOperation : IDisposable
{
    /// <summary>Whether it can add to the gradient of an input instead of overwriting it (<see cref="InputGradient.Add"/>).</summary>
    public virtual bool CanAdd => false;

    /// <summary>
    /// Whether it can pass the gradient of its first input through the rectifier that computed that input
    /// (<see cref="InputGradient.Rectify"/>).
    /// </summary>
    public virtual bool CanRectify => false;

    /// <summary>How it works, for reports; empty if there is nothing to say.</summary>
    public virtual string Algorithm => "";

    /// <summary>Computes the outputs from the inputs.</summary>
    public abstract void Forward();

    /// <summary>
    /// Computes the gradients of the inputs from the gradients of the outputs, over the activations of the last
    /// <see cref="Forward"/>. There are no weight gradients.
    /// </summary>
    public abstract void Backward(in OperationGradients gradients);

    /// <summary>Frees what the preparation allocated; buffers and weights belong to the network.</summary>
    public abstract void Dispose();
}
