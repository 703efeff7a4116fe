using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.RandomNetworks.Oracles;

/// <summary>
/// The oracle: each layer by itself over buffers of its own, on any device. It knows nothing of groups, memory plans, values inside others or passes over
/// a part; on the scalar device nothing but plain loops is left.
/// </summary>
internal sealed class LayerByLayer : IDisposable
{
    private readonly NetworkDefinition network;
    private readonly DeviceSession session;
    private readonly PackedWeightCache packed = new();
    private readonly HostSession host;
    private readonly List<DeviceBuffer> buffers = [];
    private readonly Layer[] layers;

    public LayerByLayer(NetworkDefinition network, WeightSource weights, Device device, int batchSize)
    {
        this.network = network;
        session = device.CreateSession(packed);
        host = new HostSession(packed);
        Shapes = [.. network.Values.Select(value => value.Shape.For(batchSize))];
        layers = [.. network.Steps.Select(step => Prepare(step, weights))];
    }

    /// <summary>The shapes of all values.</summary>
    public Shape[] Shapes { get; }

    /// <summary>Computes all values.</summary>
    /// <param name="inputs">The inputs, by their values' numbers.</param>
    /// <param name="given">Values that are given, whose layers do not run.</param>
    /// <param name="changes">What callbacks make of values.</param>
    /// <returns>Each value, as later layers see it.</returns>
    public float[][] Forward(IReadOnlyDictionary<int, float[]> inputs, IReadOnlyDictionary<int, float[]> given, IReadOnlyDictionary<int, Change> changes)
    {
        var values = new float[Shapes.Length][];
        foreach ((int input, float[] value) in inputs)
            values[input] = Changed(input, value, changes);
        for (int s = 0; s < layers.Length; s++)
        {
            Layer layer = layers[s];
            if (layer.Outputs.Any(given.ContainsKey))
            {
                foreach (int output in layer.Outputs)
                    values[output] = given.TryGetValue(output, out float[]? value) ? value : new float[Shapes[output].Count];
                continue;
            }
            float[][] results = RunForward(s, [.. layer.Inputs.Select(input => values[input])]);
            for (int i = 0; i < results.Length; i++)
                values[layer.Outputs[i]] = Changed(layer.Outputs[i], results[i], changes);
        }
        return values;
    }

    /// <summary>Computes the gradients of all values that lie between hooks and targets, over the values of the last <see cref="Forward"/>.</summary>
    /// <param name="seeds">For each target the gradient that it starts from.</param>
    /// <param name="path">What the pass crosses.</param>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="changes">What callbacks make of gradients.</param>
    /// <param name="see">Sees each layer's number, the gradients of its outputs, and what it contributes to those of its inputs.</param>
    /// <returns>Null where no gradient is.</returns>
    public float[]?[] Backward(
        IReadOnlyDictionary<int, float[]> seeds, BackwardPlan path, ReluRule rule, IReadOnlyDictionary<int, Change> changes, SeeLayer? see = null)
    {
        var gradients = new float[]?[Shapes.Length];
        foreach ((int target, float[] seed) in seeds)
            gradients[target] = (float[])seed.Clone();
        // Values are numbered in the order of computation, inputs first: whoever reads a value has passed its gradient on before its own layer is reached.
        for (int s = layers.Length - 1; s >= 0; s--)
        {
            Layer layer = layers[s];
            foreach (int output in layer.Outputs.Where(path.Wants))
                gradients[output] = Changed(output, gradients[output] ?? new float[Shapes[output].Count], changes);
            if (!path.Crosses(network.Steps[s]))
                continue;
            float[]?[] arriving = [.. layer.Outputs.Select(output => path.Wants(output) ? gradients[output] : null)];
            float[]?[] leaving = RunBackward(s, rule, arriving, [.. layer.Inputs.Select(path.Wants)]);
            see?.Invoke(s, arriving, leaving);
            for (int i = 0; i < leaving.Length; i++)
            {
                if (leaving[i] is { } part)
                    gradients[layer.Inputs[i]] = Sum(gradients[layer.Inputs[i]], part);
            }
        }
        for (int v = 0; v < gradients.Length; v++)
        {
            if (network.Inputs.Contains(v) && path.Wants(v))
                gradients[v] = Changed(v, gradients[v]!, changes);
        }
        return gradients;
    }

    /// <summary>Runs one layer over given inputs.</summary>
    public float[][] RunForward(int layer, float[][] inputs)
    {
        Write(layers[layer].InputBuffers, inputs);
        Array.ForEach(layers[layer].OutputBuffers, Spoil);
        layers[layer].Prepared.Forward();
        return Array.ConvertAll(layers[layer].OutputBuffers, Read);
    }

    /// <summary>Runs one layer backward, over the inputs of its last run.</summary>
    public float[]?[] RunBackward(int layer, ReluRule rule, float[]?[] arriving, bool[] isWanted)
    {
        Layer it = layers[layer];
        Write(it.OutputGradients, arriving);
        Array.ForEach(it.InputGradients, Spoil);
        it.Prepared.Backward(new OperationGradients(
            rule,
            it.OutputGradients.Select((buffer, i) => new OutputGradient(arriving[i] is null ? null : buffer)).ToArray(),
            it.InputGradients.Select((buffer, i) => new InputGradient(isWanted[i] ? buffer : null)).ToArray()));
        return [.. it.InputGradients.Select((buffer, i) => isWanted[i] ? Read(buffer) : null)];
    }

    public void Dispose()
    {
        foreach (Layer layer in layers)
            layer.Prepared.Dispose();
        foreach (DeviceBuffer buffer in buffers)
            buffer.Dispose();
        host.Dispose();
        session.Dispose();
        packed.Dispose();
    }

    private Layer Prepare(StepDefinition step, WeightSource weights)
    {
        int[] inputs = [.. step.Inputs], outputs = [.. step.Outputs];
        DeviceBuffer[] inputBuffers = Array.ConvertAll(inputs, Allocate), outputBuffers = Array.ConvertAll(outputs, Allocate);
        WeightBlob[] blobs = [.. step.Weights.Select((shape, i) =>
        {
            (string layer, int blob) = NetworkProgram.OwnerOf(step, i);
            return weights.Require(layer, blob, shape);
        })];
        return new Layer(
            inputs, outputs, inputBuffers, outputBuffers, Array.ConvertAll(inputs, Allocate), Array.ConvertAll(outputs, Allocate),
            session.Prepare(step.Operation, inputBuffers, outputBuffers, blobs) ?? host.Prepare(step.Operation, inputBuffers, outputBuffers, blobs));
    }

    private DeviceBuffer Allocate(int value)
    {
        DeviceBuffer buffer = session.Allocate(Shapes[value], network.Inputs.Contains(value));
        buffers.Add(buffer);
        return buffer;
    }

    private static void Write(DeviceBuffer[] buffers, float[]?[] values)
    {
        for (int i = 0; i < buffers.Length; i++)
        {
            if (values[i] is not { } value)
                continue;
            value.CopyTo(buffers[i].Map().Span);
            buffers[i].Commit();
        }
    }

    private static float[] Read(DeviceBuffer buffer) => buffer.Map().Span.ToArray();

    // What a layer forgets to write must not look right by chance.
    private static void Spoil(DeviceBuffer buffer)
    {
        buffer.Map().Span.Fill(float.NaN);
        buffer.Commit();
    }

    private static float[] Sum(float[]? sum, float[] part)
    {
        if (sum is null)
            return part;
        for (int i = 0; i < part.Length; i++)
            sum[i] += part[i];
        return sum;
    }

    private static float[] Changed(int value, float[] elements, IReadOnlyDictionary<int, Change> changes)
    {
        if (!changes.TryGetValue(value, out Change? change))
            return elements;
        elements = (float[])elements.Clone();
        change.Apply(elements);
        return elements;
    }

    private sealed record Layer(
        int[] Inputs, int[] Outputs, DeviceBuffer[] InputBuffers, DeviceBuffer[] OutputBuffers, DeviceBuffer[] InputGradients,
        DeviceBuffer[] OutputGradients, PreparedOperation Prepared);
}

/// <summary>Sees a layer of a backward pass.</summary>
internal delegate void SeeLayer(int layer, float[]?[] arriving, float[]?[] leaving);

/// <summary>What a callback makes of a value or a gradient.</summary>
internal sealed record Change(float Scale, float Shift)
{
    /// <summary>Changes elements.</summary>
    public void Apply(Span<float> elements)
    {
        foreach (ref float element in elements)
            element = element * Scale + Shift;
    }
}
