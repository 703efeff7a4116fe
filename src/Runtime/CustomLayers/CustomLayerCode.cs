namespace CaffeSharpGen;

/// <summary>
/// What computes a layer of a type that CaffeSharpGen does not have (<see cref="LoadOptions.CustomLayers"/>). Instances that share weights
/// share it, so that several threads may call it at once, each with a layer of its own.
/// </summary>
public sealed class CustomLayerCode
{
    /// <summary>Makes it of delegates.</summary>
    /// <param name="forward">Computes the tops from the bottoms.</param>
    /// <param name="backward">
    /// Computes the gradients of the bottoms from those of the tops; null if the layer has no gradient: then backward passes through it
    /// are refused.
    /// </param>
    public CustomLayerCode(Action<CustomLayer> forward, Action<CustomLayerBackward>? backward = null)
    {
        ArgumentNullException.ThrowIfNull(forward);
        (Forward, Backward) = (forward, backward);
    }

    /// <summary>Computes the tops from the bottoms.</summary>
    public Action<CustomLayer> Forward { get; }

    /// <summary>Computes the gradients of the bottoms; null if there are none.</summary>
    public Action<CustomLayerBackward>? Backward { get; }
}
