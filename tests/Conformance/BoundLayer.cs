namespace CaffeSharpGen.Conformance;

/// <summary>A layer on a device: one operation, or the several that it becomes.</summary>
internal abstract class BoundLayer : IDisposable
{
    /// <summary>The device's kernel: the class that computes the operation on it; of several operations that of the layer's network.</summary>
    public abstract Type Kernel { get; }

    /// <summary>Whether gradients can be added to what is there.</summary>
    public abstract bool CanAdd { get; }

    /// <summary>How it runs.</summary>
    public abstract string Algorithm { get; }

    /// <summary>The outputs for these inputs.</summary>
    public abstract float[][] Forward(float[][] values);

    /// <summary>Gradients of all inputs, over the values of the last <see cref="Forward"/>.</summary>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="gradients">One for each output; null where nothing depends on it.</param>
    /// <param name="before">What each is added to; null to overwrite.</param>
    public abstract float[][] Backward(ReluRule rule, float[]?[] gradients, float[][]? before = null);

    public abstract void Dispose();
}
