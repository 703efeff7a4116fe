using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// Takes a network's definition, layer by layer, from its generated class: makes the values and finds the weights. Values and layers are numbered in the
/// order in which they are defined.
/// </summary>
public sealed class NetworkBuilder
{
    private readonly Network network;
    private readonly DeviceSession session;
    private readonly HostSession host;
    private readonly WeightBinder weights;
    private readonly Func<int, string, string, DeviceBuffer, bool, Hook> makeHook;

    // Of each layer, the number of the first layer of its group.
    private readonly List<int> heads = [];

    internal NetworkBuilder(
        Network network, DeviceSession session, HostSession host, HeldWeights weights, Func<int, string, string, DeviceBuffer, bool, Hook> makeHook)
    {
        this.network = network;
        this.session = session;
        this.host = host;
        this.weights = new WeightBinder(weights);
        this.makeHook = makeHook;
    }

    internal List<Hook> Values { get; } = [];

    internal List<LayerStep> Steps { get; } = [];

    internal long ArenaFloats { get; private set; }

    /// <summary>Says how much memory the values share.</summary>
    /// <param name="floats">For one image.</param>
    public void Arena(long floats) => ArenaFloats = checked(floats * network.Batch);

    /// <summary>Defines an input.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="shape">Shape for one image; the batch size multiplies its first axis.</param>
    public void Input(string name, Shape shape) => Define(name, "Input", shape, -1, isInput: true);

    /// <summary>Defines a layer and the values that it computes.</summary>
    /// <param name="name">Caffe's name of the layer, under which its weights are stored.</param>
    /// <param name="type">Caffe's type.</param>
    /// <param name="operation">What it computes.</param>
    /// <param name="from">Numbers of the values it reads.</param>
    /// <param name="to">Shapes, for one image, of the values it computes.</param>
    /// <param name="weights">Shapes of its weights.</param>
    /// <param name="tops">Names of the second and later values it computes, as hooks.</param>
    /// <param name="inPlace">Whether Caffe stores its output over its input.</param>
    /// <param name="sharedWith">For each of its weights, the earlier one whose memory it shares, null where it has its own; nothing if it shares none.</param>
    /// <param name="joins">The first layer of the group that it runs in; −1 if that is itself.</param>
    /// <param name="at">For each value it computes, its place in the arena, in floats for one image; −1 or nothing where it has none.</param>
    public void Layer(
        string name, string type, Operation operation, ReadOnlySpan<int> from, ReadOnlySpan<Shape> to,
        ReadOnlySpan<Shape> weights = default, ReadOnlySpan<string> tops = default, bool inPlace = false,
        ReadOnlySpan<(string Layer, int Blob)?> sharedWith = default, int joins = -1, ReadOnlySpan<long> at = default)
    {
        var inputs = new Hook[from.Length];
        for (int i = 0; i < from.Length; i++)
            inputs[i] = Values[from[i]];
        var outputs = new Hook[to.Length];
        for (int i = 0; i < to.Length; i++)
            outputs[i] = Define(i == 0 ? name : tops[i - 1], type, to[i], i < at.Length ? at[i] : -1, isInput: false);

        var step = new LayerStep(name, type, operation, inputs, outputs, this.weights.Add(name, type, weights, sharedWith));
        heads.Add(joins < 0 ? Steps.Count : joins);
        Steps.Add(step);
        foreach (Hook output in outputs)
            output.Producer = step;
        if (inPlace)
            inputs[0].OverwrittenBy = outputs[0];
    }

    /// <summary>Says that a value lies inside another.</summary>
    /// <param name="value">Its number.</param>
    /// <param name="whole">Number of the value that holds it.</param>
    /// <param name="channel">Its first channel there.</param>
    public void Inside(int value, int whole, int channel) => (Values[value].Place.Whole, Values[value].Place.Channel) = (Values[whole], channel);

    /// <summary>Once all layers are defined: finds their weights, and makes the groups in which they run.</summary>
    /// <exception cref="WeightException">A weight is missing, or what is stored does not fit.</exception>
    internal LayerGroup[] Groups()
    {
        weights.Bind();
        return [.. Enumerable.Range(0, Steps.Count).GroupBy(step => heads[step])
            .Select(group => new LayerGroup(session, host, [.. group.Select(step => Steps[step])]))];
    }

    private Hook Define(string name, string type, Shape shape, long offset, bool isInput)
    {
        if (shape.Rank > 0)
            shape = shape.WithNumber(checked(shape.Number * network.Batch));
        Hook value = makeHook(Values.Count, name, type, session.Allocate(shape, isInput), isInput);
        value.Place.Offset = offset < 0 ? -1 : offset * network.Batch;
        Values.Add(value);
        return value;
    }
}
