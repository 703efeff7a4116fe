namespace CaffeSharpGen;

/// <summary>Memory of one device that holds one value (an activation or a gradient) of a fixed shape.</summary>
public abstract class DeviceBuffer(Shape shape) : IDisposable
{
    /// <summary>N×C×H×W, or what the layer has.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>Whether it uses memory of its own although it has a place in an arena or inside another buffer.</summary>
    public bool IsDetached { get; set; }

    /// <summary>
    /// The contents in plain C order, as they are now. The same tensor object every time: no allocation after the first. Changes to it reach
    /// the device with <see cref="Commit"/>.
    /// </summary>
    public abstract Tensor Open();

    /// <summary>Makes the device see what was written into the tensor of <see cref="Open"/>.</summary>
    public abstract void Commit();

    /// <summary>Gives it a place in an arena.</summary>
    /// <param name="arena">An arena of the same session.</param>
    /// <param name="offset">In floats.</param>
    public virtual void PlaceIn(DeviceArena arena, long offset)
    {
    }

    /// <summary>Makes it a part of another buffer, which from then on holds its channels without copying.</summary>
    /// <returns>Whether the device can do that; else it keeps memory of its own, and the layer that joins or copies does so.</returns>
    public virtual bool PlaceInside(DeviceBuffer whole, int channel) => false;

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
