namespace CaffeSharpGen;

/// <summary>A value of one network class: a hook of another network does not fit where this is asked for.</summary>
public class Hook<TNetwork> : Hook
    where TNetwork : Network<TNetwork>
{
    internal Hook(Network network, int index, string name, string layerType, DeviceBuffer activation)
        : base(network, index, name, layerType, activation)
    {
    }

    /// <summary>One element (C×H×W order within an image) as what to explain or differentiate, the same for every image of the batch.</summary>
    public Target<TNetwork> this[int element] => new(this, [element]);

    /// <summary>One element for each image of the batch.</summary>
    /// <exception cref="ArgumentException">There is not one element an image.</exception>
    public Target<TNetwork> Each(params ReadOnlySpan<int> elements) => new(this, elements);

    /// <summary>The whole value, weighted by a gradient that comes from elsewhere, as what to differentiate.</summary>
    /// <param name="gradient">Of the value's shape; it is read when a backward pass runs.</param>
    /// <exception cref="ArgumentException">The gradient has another shape.</exception>
    public Target<TNetwork> Weighted(Tensor gradient) => new(this, gradient);

    /// <inheritdoc cref="Hook.BeforeSoftmax"/>
    public new Hook<TNetwork> BeforeSoftmax => (Hook<TNetwork>)base.BeforeSoftmax;
}

/// <summary>An input of a network.</summary>
public sealed class InputHook<TNetwork> : Hook<TNetwork>, IInputHook
    where TNetwork : Network<TNetwork>
{
    internal InputHook(Network network, int index, string name, DeviceBuffer activation)
        : base(network, index, name, "Input", activation)
    {
    }

    /// <inheritdoc/>
    public void Set(Tensor value)
    {
        if (value.Shape != Shape)
            throw new ArgumentException($"input '{Name}' of {Network.Name} takes {Shape}, not {value.Shape}", nameof(value));
        Set(value.Span);
    }

    /// <inheritdoc/>
    public void Set(ReadOnlySpan<float> elements)
    {
        if (elements.Length != Shape.Count)
            throw new ArgumentException($"input '{Name}' of {Network.Name} takes {Shape} ({Shape.Count} elements), not {elements.Length} elements", nameof(elements));
        using NetworkGate.Use use = Network.BeginToSet(this);
        ActivationBuffer.Write(elements);
        ForgetComputed();
    }

    /// <inheritdoc/>
    public void SetImage(int image, ReadOnlySpan<float> elements)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Shape.Number);
        if (elements.Length != Shape.CountFrom(1))
            throw new ArgumentException($"an image of input '{Name}' of {Network.Name} has {Shape.CountFrom(1)} elements, not {elements.Length}", nameof(elements));
        using NetworkGate.Use use = Network.BeginToSet(this);
        RestoreComputed();
        elements.CopyTo(ActivationBuffer.Map().Image(image));
        ActivationBuffer.Commit();
    }

    // Nothing computes an input anew: callbacks get what was set, not what they made of it in the last pass.
    internal override void RaiseForward()
    {
        RestoreComputed();
        base.RaiseForward();
    }
}

/// <summary>An input of a network whose class is not known.</summary>
public interface IInputHook
{
    /// <summary>Copies the whole input.</summary>
    /// <exception cref="ArgumentException">The shape is not the input's.</exception>
    void Set(Tensor value);

    /// <summary>Copies the whole input, in C order.</summary>
    /// <exception cref="ArgumentException">The number of elements is not the input's.</exception>
    void Set(ReadOnlySpan<float> elements);

    /// <summary>Copies one image of the batch, C×H×W.</summary>
    /// <exception cref="ArgumentException">The number of elements is not that of an image.</exception>
    void SetImage(int image, ReadOnlySpan<float> elements);
}
