namespace CaffeSharpGen;

/// <summary>Memory of one device that holds one value (an activation or a gradient) of a fixed shape.</summary>
public abstract class DeviceBuffer(Shape shape) : IDisposable
{
    /// <summary>N×C×H×W, or what the layer has.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>
    /// The contents in plain C order, as they are now. The same tensor object every time: no allocation. Changes to it reach
    /// the device with <see cref="Commit"/>.
    /// </summary>
    public abstract Tensor Open();

    /// <summary>Makes the device see what was written into the tensor of <see cref="Open"/>.</summary>
    public abstract void Commit();

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
