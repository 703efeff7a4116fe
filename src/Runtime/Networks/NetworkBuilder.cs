using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// Takes a network's definition, layer by layer, from its generated class: makes the values, finds the weights,
/// prepares the operations. Values are numbered in the order in which they are defined.
/// </summary>
public sealed class NetworkBuilder
{
    private readonly Network network;
    private readonly WeightSource weights;
    private readonly Func<int, string, string, DeviceBuffer, bool, Hook> makeHook;

    internal NetworkBuilder(Network network, WeightSource weights, Func<int, string, string, DeviceBuffer, bool, Hook> makeHook)
    {
        this.network = network;
        this.weights = weights;
        this.makeHook = makeHook;
    }

    internal List<Hook> Values { get; } = [];

    internal List<LayerStep> Steps { get; } = [];

    /// <summary>Defines an input.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="shape">Shape for one image; the batch size multiplies its first axis.</param>
    public void Input(string name, Shape shape) => Define(name, "Input", shape, isInput: true);

    /// <summary>Defines a layer and the values that it computes.</summary>
    /// <param name="name">Caffe's name of the layer, under which its weights are stored.</param>
    /// <param name="type">Caffe's type.</param>
    /// <param name="operation">What it computes.</param>
    /// <param name="from">Numbers of the values it reads.</param>
    /// <param name="to">Shapes, for one image, of the values it computes.</param>
    /// <param name="weights">Shapes of its weights.</param>
    /// <param name="tops">Names of the second and later values it computes, as hooks.</param>
    /// <param name="inPlace">Whether Caffe stores its output over its input.</param>
    /// <param name="sharedWith">The layer that owns its weights, where the file has none under its own name.</param>
    public void Layer(
        string name, string type, Operation operation, ReadOnlySpan<int> from, ReadOnlySpan<Shape> to,
        ReadOnlySpan<Shape> weights = default, ReadOnlySpan<string> tops = default, bool inPlace = false, string? sharedWith = null)
    {
        var inputs = new Hook[from.Length];
        for (int i = 0; i < from.Length; i++)
            inputs[i] = Values[from[i]];
        var outputs = new Hook[to.Length];
        for (int i = 0; i < to.Length; i++)
            outputs[i] = Define(i == 0 ? name : tops[i - 1], type, to[i], isInput: false);

        string stored = sharedWith is not null && !this.weights.TryFind(name, out _) ? sharedWith : name;
        var blobs = new WeightBlob[weights.Length];
        for (int i = 0; i < weights.Length; i++)
            blobs[i] = this.weights.Require(stored, i, weights[i]);

        PreparedOperation prepared = network.Device.Prepare(operation, Buffers(inputs), Buffers(outputs), blobs);
        var step = new LayerStep(name, type, operation, prepared, inputs, outputs);
        Steps.Add(step);
        foreach (Hook output in outputs)
            output.Producer = step;
        if (inPlace)
            inputs[0].OverwrittenBy = outputs[0];
    }

    private Hook Define(string name, string type, Shape shape, bool isInput)
    {
        if (shape.Rank > 0)
            shape = shape.WithNumber(checked(shape.Number * network.Batch));
        Hook value = makeHook(Values.Count, name, type, network.Device.Allocate(shape), isInput);
        Values.Add(value);
        return value;
    }

    private static DeviceBuffer[] Buffers(Hook[] values) => Array.ConvertAll(values, value => value.ActivationBuffer);
}
