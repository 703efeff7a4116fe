using CaffeSharpGen.Definitions;
using CaffeSharpGen.Values;

namespace CaffeSharpGen;

/// <summary>An input of a network.</summary>
public sealed class InputHook : Hook
{
    internal InputHook(Network network, int index, ValueDefinition definition, ValueState state) : base(network, index, definition, state)
    {
    }

    /// <summary>Copies the whole input.</summary>
    /// <exception cref="ArgumentException">The shape is not the input's.</exception>
    public void Set(Tensor value)
    {
        if (value.Shape != Shape)
            throw new ArgumentException($"input '{Name}' of {Network.Name} takes {Shape}, not {value.Shape}", nameof(value));
        Set(value.Span);
    }

    /// <summary>Copies the whole input, in C order.</summary>
    /// <exception cref="ArgumentException">The number of elements is not the input's.</exception>
    public void Set(ReadOnlySpan<float> elements)
    {
        if (elements.Length != Shape.Count)
        {
            throw new ArgumentException(
                $"input '{Name}' of {Network.Name} takes {Shape} ({Shape.Count} elements), not {elements.Length} elements",
                nameof(elements));
        }
        using NetworkGate.Use use = Network.BeginToSet(this);
        State.Buffer.Write(elements);
        State.ForgetComputed();
    }

    /// <summary>
    /// Copies the value of a hook that was computed last, such as the state of a recurrent step. If both networks are on one device, the
    /// copy is made there.
    /// </summary>
    /// <exception cref="ArgumentException">The shape is not the input's.</exception>
    /// <inheritdoc cref="Hook.Activation" path="/exception"/>
    public void Set(Hook value)
    {
        if (value.Shape != Shape)
            throw new ArgumentException($"input '{Name}' of {Network.Name} takes {Shape}, not {value.Shape}", nameof(value));
        Network source = value.Network;
        bool isSourceFirst = source.Order < Network.Order;
        // In one order everywhere, so that two threads never wait for each other.
        using NetworkGate.Use first = (isSourceFirst ? source : Network).Gate.Begin();
        using NetworkGate.Use second = (isSourceFirst ? Network : source).Gate.Begin();
        DeviceBuffer from = source.BufferOf(value);
        using NetworkGate.Use use = Network.BeginToSet(this);
        if (source.Device == Network.Device)
            State.Buffer.CopyFrom(from);
        else
            State.Buffer.Write(from.Map().Span);
        State.ForgetComputed();
    }

    /// <summary>
    /// Copies the whole input from other memory of the network's device, without passing through the host and without waiting. The copy is
    /// in the order of <paramref name="stream"/>: what it got before is done by then, and what it gets later begins after it.
    /// </summary>
    /// <param name="pointer">Where from: all elements of the input, in C order.</param>
    /// <param name="stream">A stream of the caller on that device (of a GPU: of its primary context); 0 is the default stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pointer is 0.</exception>
    /// <exception cref="NotSupportedException">The network's device gives and takes no pointers, as the CPU.</exception>
    public void SetFromDevice(nint pointer, nint stream = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pointer);
        RequireDevicePointer();
        using NetworkGate.Use use = Network.BeginToSet(this);
        State.Buffer.CopyFromDevice(pointer, stream);
        State.ForgetComputed();
    }

    /// <summary>Copies one image of the batch, C×H×W.</summary>
    /// <exception cref="ArgumentException">The number of elements is not that of an image.</exception>
    public void SetImage(int image, ReadOnlySpan<float> elements)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Shape.BatchSize);
        if (elements.Length != Shape.CountFrom(1))
        {
            throw new ArgumentException(
                $"an image of input '{Name}' of {Network.Name} has {Shape.CountFrom(1)} elements, not {elements.Length}", nameof(elements));
        }
        using NetworkGate.Use use = Network.BeginToSet(this);
        State.RestoreComputed();
        elements.CopyTo(State.Buffer.Map().Image(image));
        State.Buffer.Commit();
    }

    // Nothing computes an input anew: callbacks get what was set, not what they made of it in the last pass.
    internal override void RaiseForward()
    {
        State.RestoreComputed();
        base.RaiseForward();
    }
}
