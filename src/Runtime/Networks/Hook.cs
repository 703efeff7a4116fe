using System.Runtime.InteropServices;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen;

/// <summary>
/// A value that flows through a network: what a named layer puts out, or an input. It is the value <em>after that layer</em>: layers
/// that Caffe runs in place (conv5_3, then relu5_3 over the same blob) have different values here.
/// </summary>
public abstract class Hook
{
    private readonly DeviceBuffer activation;
    private bool isKept;

    // What was computed, or set, before callbacks changed it.
    private float[]? computed;
    private bool isChanged;

    private protected Hook(Network network, int index, string name, string layerType, DeviceBuffer activation)
    {
        Network = network;
        Index = index;
        Name = name;
        LayerType = layerType;
        this.activation = activation;
        ForwardCallbacks = new CallbackList(network.Rearrange);
        BackwardCallbacks = new CallbackList(network.Rearrange);
    }

    /// <summary>The network it belongs to.</summary>
    public Network Network { get; }

    /// <summary>Caffe's name of the layer (of an input: of the blob); further tops of a layer are <c>layer:top</c>.</summary>
    public string Name { get; }

    /// <summary>Caffe's type of the layer that computes it; <c>Input</c> for inputs.</summary>
    public string LayerType { get; }

    /// <summary>N×C×H×W, or what the layer puts out.</summary>
    public Shape Shape => activation.Shape;

    /// <summary>Channels, the length of axis 1.</summary>
    public int Channels => Shape.Channels;

    /// <summary>Height, the length of axis 2.</summary>
    public int Height => Shape.Height;

    /// <summary>Width, the length of axis 3.</summary>
    public int Width => Shape.Width;

    /// <summary>
    /// The value of the last <see cref="Network.Forward()"/>, a view that is valid until the next one. Most values give up their memory to later ones while
    /// the network runs: the first time that such a value is read, the network runs forward once more, and keeps it from then on. <see cref="Keep"/>
    /// avoids that. A span of it is valid as long as the tensor or the network is alive and not disposed of.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Nothing was computed yet; or the value was not kept, and since then the inputs have changed, or a callback that changed values has ended.
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
    /// The gradient of the last backward pass, a view that is valid until the next one. Only hooks that the pass was asked for have one; to see others
    /// on their way, use <see cref="OnBackward"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The last backward pass was not asked for this value, or there was none.</exception>
    public Tensor Gradient => Network.ReadGradient(this);

    /// <summary>
    /// The value that ends up in this value's blob in Caffe: this one, or that of the last layer that runs over it in place
    /// (relu5_3 for conv5_3).
    /// </summary>
    public Hook AsCaffeStoresIt
    {
        get
        {
            Hook stored = this;
            while (stored.OverwrittenBy is { } next)
                stored = next;
            return stored;
        }
    }

    /// <summary>The layer that computes it; null for inputs.</summary>
    public LayerStep? Producer { get; internal set; }

    internal int Index { get; }

    internal DeviceBuffer ActivationBuffer => activation;

    /// <summary>Where the compiler put the value.</summary>
    internal ValuePlace Place { get; } = new();

    /// <summary>Its gradient; made when a backward pass first needs it.</summary>
    internal GradientOfValue? Gradients { get; set; }

    /// <summary>Number of the backward pass that last wrote the gradient.</summary>
    internal int GradientPass { get; set; }

    /// <summary>Whether the last forward pass left the value where it can be read.</summary>
    internal bool IsAvailable => Network.Holds(this);

    /// <summary>Whether the value has to be there after each forward pass.</summary>
    internal bool IsKept => isKept;

    /// <summary>Whether passes begin here (<see cref="Network.ForwardFrom"/>), or did once.</summary>
    internal bool IsGiven { get; private set; }

    /// <summary>Whether callbacks made something else of what the last pass computed.</summary>
    internal bool IsChanged => isChanged;

    internal Hook? OverwrittenBy { get; set; }

    internal CallbackList ForwardCallbacks { get; }

    internal CallbackList BackwardCallbacks { get; }

    /// <summary>Has the value kept by every forward pass from now on, wherever else it would give up its memory or not be computed by itself.</summary>
    public void Keep()
    {
        if (isKept)
            return;
        isKept = true;
        Network.Rearrange();
    }

    /// <summary>Has the value kept, in memory of its own, so that passes can begin here.</summary>
    internal void Give()
    {
        if (IsGiven)
            return;
        (isKept, IsGiven) = (true, true);
        Network.Rearrange();
    }

    /// <summary>Calls back with the value each time it was computed, before any later layer sees it: the callback may change it.</summary>
    /// <returns>Dispose it to end the subscription.</returns>
    public IDisposable OnForward(Action<Tensor> callback) => ForwardCallbacks.Add(callback);

    /// <summary>
    /// Calls back with the gradient each time a backward pass has summed it up, before it flows on: the callback may change it.
    /// </summary>
    /// <returns>Dispose it to end the subscription.</returns>
    public IDisposable OnBackward(Action<Tensor> callback) => BackwardCallbacks.Add(callback);

    /// <summary>The <paramref name="count"/> largest elements of one image, largest first; the lower index first among equals.</summary>
    public IReadOnlyList<Score> Top(int count, int image = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using NetworkGate.Use use = Network.Gate.Begin();
        ReadOnlySpan<float> values = Activation.Image(image);
        var scores = new Score[values.Length];
        for (int i = 0; i < scores.Length; i++)
            scores[i] = new Score(i, values[i]);
        // A span does not keep a network that nobody disposes of.
        GC.KeepAlive(this);
        Array.Sort(scores, (a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : a.Index.CompareTo(b.Index));
        return scores[..Math.Min(count, scores.Length)];
    }

    /// <summary>The value a gradient should start from when this one is a probability: the logits, if this is a softmax of them.</summary>
    public Hook BeforeSoftmax => Producer is { Operation: Softmax } softmax ? softmax.Inputs[0] : this;

    /// <summary>Such as <c>relu5_3 (ReLU, 1×512×14×14)</c>.</summary>
    public override string ToString() => $"{Name} ({LayerType}, {Shape})";

    /// <summary>Lets callbacks see, and change, a value that was just computed or set.</summary>
    internal virtual void RaiseForward()
    {
        isChanged = false;
        if (!ForwardCallbacks.IsArmed)
            return;
        Span<float> value = activation.Map().Span;
        computed ??= new float[value.Length];
        value.CopyTo(computed);
        try
        {
            ForwardCallbacks.RaiseForward(activation, computed);
        }
        finally
        {
            // Also where a callback fails: an input has to become again what was set.
            isChanged = !MemoryMarshal.AsBytes(value).SequenceEqual(MemoryMarshal.AsBytes(computed.AsSpan()));
        }
    }

    /// <summary>Exchanges what was computed, or set, and what callbacks made of it; nothing if that is the same.</summary>
    internal void ExchangeComputed()
    {
        // What gave up its memory is not needed; the memory is another's.
        if (!isChanged || !IsAvailable)
            return;
        Span<float> value = activation.Map().Span, own = computed;
        for (int i = 0; i < own.Length; i++)
            (value[i], own[i]) = (own[i], value[i]);
        activation.Commit();
    }

    private protected void RestoreComputed()
    {
        ExchangeComputed();
        isChanged = false;
    }

    private protected void ForgetComputed() => isChanged = false;

    internal void Free()
    {
        ForwardCallbacks.Clear();
        BackwardCallbacks.Clear();
        activation.Dispose();
        Gradients?.Buffer.Dispose();
    }
}
