namespace CaffeSharpGen.Operations;

/// <summary>
/// An operation bound to its buffers on one device, with weights packed and everything allocated that can be:
/// running it allocates nothing.
/// </summary>
public abstract class PreparedOperation : IDisposable
{
    /// <summary>Whether it can add to the gradient of an input instead of overwriting it (<see cref="InputGradient.Add"/>).</summary>
    public virtual bool CanAdd => false;

    /// <summary>Whether it can pass the gradient of its first input through the rectifier that computed that input (<see cref="InputGradient.Rectify"/>).</summary>
    public virtual bool CanRectify => false;

    /// <summary>How it works, for reports; empty if there is nothing to say.</summary>
    public virtual string Algorithm => "";

    /// <summary>Computes the outputs from the inputs.</summary>
    public abstract void Forward();

    /// <summary>
    /// Computes the gradients of the inputs from the gradients of the outputs, over the activations of the last
    /// <see cref="Forward"/>. There are no weight gradients.
    /// </summary>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="outputs">One entry an output.</param>
    /// <param name="inputs">One entry an input.</param>
    public abstract void Backward(ReluRule rule, ReadOnlySpan<OutputGradient> outputs, ReadOnlySpan<InputGradient> inputs);

    /// <summary>Frees what the preparation allocated; buffers and weights belong to the network.</summary>
    public abstract void Dispose();
}

/// <summary>A gradient that arrives at an operation.</summary>
/// <param name="Buffer">The gradient; null where nothing depends on the output (a zero gradient).</param>
/// <param name="MayChange">Whether nobody reads it afterwards, so that the operation may work in it.</param>
/// <param name="IsRectified">Whether it went through the operation's own rectifier already (<see cref="InputGradient.Rectify"/>).</param>
public readonly record struct OutputGradient(DeviceBuffer? Buffer, bool MayChange = false, bool IsRectified = false);

/// <summary>A gradient that an operation computes.</summary>
/// <param name="Buffer">Where it goes; null where none is wanted.</param>
/// <param name="Add">Whether it is added to what is there, rather than overwriting it.</param>
/// <param name="Rectify">Whether the finished gradient is to pass the rectifier that computed the input, which then need not do it.</param>
public readonly record struct InputGradient(DeviceBuffer? Buffer, bool Add = false, bool Rectify = false);
