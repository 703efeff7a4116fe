namespace CaffeSharpGen.Values;

/// <summary>The gradient of a value.</summary>
/// <param name="buffer">Its memory.</param>
internal sealed class GradientSlot(DeviceBuffer buffer)
{
    /// <summary>Its memory.</summary>
    public DeviceBuffer Buffer { get; } = buffer;

    /// <summary>Whether the current backward pass is to compute it for its caller: it must stay as it arrives.</summary>
    public bool IsRequested { get; set; }

    /// <summary>Whether a pass ever was: it has memory of its own since.</summary>
    public bool WasRequested { get; set; }

    /// <summary>Whether it lies inside the gradient of the value's whole.</summary>
    public bool IsInside { get; set; }

    /// <summary>Whether, in the current pass, it went through the value's own rectifier already.</summary>
    public bool IsRectified { get; set; }

    /// <summary>Which backward pass last wrote it, counted from 1.</summary>
    public int Pass { get; set; }
}
