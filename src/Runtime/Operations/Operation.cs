namespace CaffeSharpGen.Operations;

/// <summary>
/// What one layer computes: its constant arguments, nothing else. Shapes come from the buffers it is bound to, weights
/// from the file. It knows no device: how it is computed there is in a file of each device.
/// </summary>
public abstract record Operation
{
    /// <summary>Whether gradients can flow back through it.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>Whether what it computes for one image of a batch depends on the others.</summary>
    internal virtual bool MixesImages => false;
}
