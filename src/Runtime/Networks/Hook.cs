using CaffeSharpGen.Definitions;
using CaffeSharpGen.Values;

namespace CaffeSharpGen;

/// <summary>
/// A value that flows through a network: what a named layer computes, or an input. It is the value <em>after that layer</em>: layers
/// that Caffe runs in place (conv5_3, then relu5_3 over the same blob) have different values here.
/// </summary>
public class Hook
{
    internal Hook(Network network, int index, ValueDefinition definition, ValueState state)
    {
        Network = network;
        Index = index;
        Name = definition.Name;
        LayerType = definition.LayerType;
        IsHidden = definition.IsHidden;
        State = state;
    }

    /// <summary>The network it belongs to.</summary>
    public Network Network { get; }

    /// <summary>Caffe's name of the layer (of an input: of the blob); further tops of a layer are <c>layer:top</c>.</summary>
    public string Name { get; }

    /// <summary>Caffe's type of the layer that computes it; <c>Input</c> for inputs.</summary>
    public string LayerType { get; }

    /// <summary>Whether it lies inside a layer that became several operations: it has no name in Caffe.</summary>
    public bool IsHidden { get; }

    /// <summary>N×C×H×W, or what the layer computes.</summary>
    public Shape Shape => State.Buffer.Shape;

    /// <summary>Channels, the length of axis 1.</summary>
    public int Channels => Shape.Channels;

    /// <summary>Height, the length of axis 2.</summary>
    public int Height => Shape.Height;

    /// <summary>Width, the length of axis 3.</summary>
    public int Width => Shape.Width;

    /// <summary>
    /// The value of the last <see cref="Network.Forward()"/>, a view that is valid until the next one. Most values give up their memory to
    /// later ones while the network runs: when such a value is first read, the network runs forward once more, and keeps it from then on.
    /// <see cref="Keep"/> avoids that. A span of it is valid as long as the tensor or the network is alive and not disposed of.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Nothing was computed yet; or the value was not kept, and since then the inputs have changed or a callback that changed values has
    /// ended.
    /// </exception>
    public Tensor Activation => Network.Read(this);

    /// <summary>A copy of <see cref="Activation"/>, made while no other thread can run or dispose of the network.</summary>
    /// <inheritdoc cref="Activation" path="/exception"/>
    public Tensor CopyActivation()
    {
        using NetworkGate.Use use = Network.Gate.Begin();
        Tensor copy = Activation.Clone();
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>
    /// Copies the value of the last <see cref="Network.Forward()"/> to other memory of the network's device, without passing through the
    /// host and without waiting. The copy is in the order of <paramref name="stream"/>: what it got before is done by then, and what it
    /// gets later begins after it.
    /// </summary>
    /// <param name="pointer">Where to: room for all elements, in C order.</param>
    /// <param name="stream">A stream of the caller on that device (of a GPU: of its primary context); 0 is the default stream.</param>
    /// <inheritdoc cref="Activation" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">The pointer is 0.</exception>
    /// <exception cref="NotSupportedException">The network's device gives and takes no pointers, as the CPU.</exception>
    public void CopyToDevice(nint pointer, nint stream = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pointer);
        using NetworkGate.Use use = Network.Gate.Begin();
        RequireDevicePointer();
        Network.BufferOf(this).CopyToDevice(pointer, stream);
    }

    /// <summary>
    /// The gradient of the last backward pass, a view that is valid until the next one. A pass computes it for the hooks that it is called
    /// with; <see cref="OnBackward"/> sees others on their way.
    /// </summary>
    /// <exception cref="InvalidOperationException">The last backward pass was not called with this hook, or there was none.</exception>
    public Tensor Gradient => Network.ReadGradient(this);

    /// <summary>
    /// The value of the last <see cref="Network.Forward()"/> where it is on the device: floats in C order, for other code that uses the
    /// device. It is computed when this returns. The pointer is valid until the next pass, during which the network may move the value or
    /// overwrite it, so what reads it has to be done by then. What is written there, the network does not notice: inputs are set by
    /// <see cref="InputHook.SetFromDevice"/>. A value that gave up its memory is computed anew, as for <see cref="Activation"/>;
    /// <see cref="Keep"/> avoids that.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// As for <see cref="Activation"/>; or the images of a batch lie apart, inside a concatenation: <see cref="CopyToDevice"/> copies them.
    /// </exception>
    /// <exception cref="NotSupportedException">The network's device gives and takes no pointers, as the CPU.</exception>
    public nint DevicePointer
    {
        get
        {
            using NetworkGate.Use use = Network.Gate.Begin();
            RequireDevicePointer();
            return Network.BufferOf(this).DevicePointer;
        }
    }

    /// <summary>
    /// The gradient of the last backward pass where it is on the device, as <see cref="DevicePointer"/> is the value; valid until the next
    /// pass.
    /// </summary>
    /// <inheritdoc cref="Gradient" path="/exception"/>
    /// <exception cref="NotSupportedException">The network's device gives and takes no pointers, as the CPU.</exception>
    public nint GradientDevicePointer
    {
        get
        {
            using NetworkGate.Use use = Network.Gate.Begin();
            RequireDevicePointer();
            return Network.GradientBufferOf(this).DevicePointer;
        }
    }

    /// <summary>
    /// The value that ends up in this value's blob in Caffe: this one, or that of the last layer that runs over it in place
    /// (relu5_3 for conv5_3).
    /// </summary>
    public Hook AsCaffeStoresIt
    {
        get
        {
            Hook stored = this;
            while (stored.State.OverwrittenBy is { } next)
                stored = next;
            return stored;
        }
    }

    /// <summary>The layer that computes it; null for inputs.</summary>
    public LayerStep? Producer { get; internal set; }

    /// <summary>The value a gradient should start from when this one is a probability: the logits, if this is a softmax of them.</summary>
    public Hook BeforeSoftmax => Producer is { Operation.NormalizesLogits: true } softmax ? softmax.Inputs[0] : this;

    /// <summary>Index of the value in <see cref="Network.Hooks"/>.</summary>
    public int Index { get; }

    internal ValueState State { get; }

    /// <summary>Whether the last forward pass left the value where it can be read.</summary>
    internal bool IsAvailable => Network.Holds(this);

    /// <summary>One element (C×H×W order within an image) as a target, the same for every image of the batch.</summary>
    /// <exception cref="ArgumentException">The value has no such element.</exception>
    public Target this[int element] => new(this, element);

    /// <summary>The element of a score (<see cref="Top"/>) as a target.</summary>
    /// <exception cref="ArgumentException">The value has no such element.</exception>
    public Target this[Score score] => new(this, score.Index);

    /// <summary>
    /// Has the value kept by every forward pass from now on, wherever else it would give up its memory or not be computed by itself.
    /// </summary>
    /// <returns>Dispose it if the value need not be kept any more.</returns>
    public IDisposable Keep() => State.Keep();

    /// <summary>Calls back with the value each time it was computed, before any later layer sees it: the callback may change it.</summary>
    /// <returns>Dispose it to end the subscription.</returns>
    public IDisposable OnForward(Action<Tensor> callback) => State.ForwardCallbacks.Add(callback);

    /// <summary>
    /// Calls back with the gradient each time a backward pass has summed it up, before it flows on: the callback may change it.
    /// </summary>
    /// <returns>Dispose it to end the subscription.</returns>
    public IDisposable OnBackward(Action<Tensor> callback) => State.BackwardCallbacks.Add(callback);

    /// <summary>The <paramref name="count"/> largest elements of one image, largest first; the lower index first among equals.</summary>
    public IReadOnlyList<Score> Top(int count, int image = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (image < 0 || image >= Shape.BatchSize)
            throw new ArgumentOutOfRangeException(nameof(image), image, $"'{Name}' has {Shape.BatchSize} images, counted from 0");
        using NetworkGate.Use use = Network.Gate.Begin();
        ReadOnlySpan<float> values = Activation.Image(image);
        var scores = new Score[values.Length];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = new Score(i, values[i]);
        // A span does not keep a network alive that is not disposed of.
        GC.KeepAlive(this);
        Array.Sort(scores, (a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : a.Index.CompareTo(b.Index));
        return scores[..Math.Min(count, scores.Length)];
    }

    /// <summary>The largest element of each image as a target; the one of lower index among equals.</summary>
    /// <exception cref="InvalidOperationException">Nothing was computed yet.</exception>
    public Target Best()
    {
        using NetworkGate.Use use = Network.Gate.Begin();
        int[] elements = new int[Shape.BatchSize];
        for (int image = 0; image < elements.Length; image++)
            elements[image] = IndexOfLargest(Activation.Image(image));
        GC.KeepAlive(this);
        return new Target(this, elements);
    }

    /// <summary>Such as <c>relu5_3 (ReLU, 1×512×14×14)</c>.</summary>
    public override string ToString() => $"{Name} ({LayerType}, {Shape})";

    // As in Top, NaN is the smallest.
    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest] || (float.IsNaN(values[largest]) && !float.IsNaN(values[i])))
                largest = i;
        }
        return largest;
    }

    /// <summary>Requires a device that gives and takes pointers.</summary>
    /// <exception cref="NotSupportedException">The network's is none.</exception>
    private protected void RequireDevicePointer()
    {
        if (!State.Buffer.HasDevicePointer)
        {
            throw new NotSupportedException(
                $"'{Name}' of {Network.Name} is computed by {Network.Device}, which gives and takes no device pointers: "
                + "use Activation, Gradient and Set, or load the network onto a GPU (Device.Cuda of CaffeSharpGen.Cuda)");
        }
    }

    /// <summary>Lets callbacks see, and change, a value that was just computed or set.</summary>
    internal virtual void RaiseForward() => State.RaiseForward();
}
