using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Conformance;

/// <summary>A layer that becomes several operations, as a network on a device.</summary>
internal sealed class BoundNetwork : BoundLayer
{
    private readonly Network network;
    private readonly Hook[] outputs;

    public BoundNetwork(Device device, NetworkDefinition definition, Tensor[] weights, int batchSize)
    {
        network = new Network(definition, new MemoryWeights([new LayerTensors("it", "", weights)]), device, batchSize);
        outputs = [.. network.Layers.SelectMany(layer => layer.Outputs).Where(output => !output.IsHidden)];
    }

    public override Type Kernel => typeof(Network);

    public override bool CanAdd => false;

    public override string Algorithm => string.Join("; ", network.Notes);

    public override float[][] Forward(float[][] values)
    {
        for (int i = 0; i < values.Length; i++)
            network.Inputs[i].Set(values[i]);
        network.ResetStates();
        network.Forward();
        return Array.ConvertAll(outputs, output => output.Activation.Span.ToArray());
    }

    public override float[][] Backward(ReluRule rule, float[]?[] gradients, float[][]? before = null)
    {
        Target[] targets = [.. outputs.Zip(gradients).Where(pair => pair.Second is not null)
            .Select(pair => new Target(pair.First, new Tensor(pair.First.Shape, pair.Second!)))];
        // What nothing depends on has no gradient.
        var reached = new HashSet<Hook>(targets.Select(target => target.Hook));
        foreach (LayerStep layer in network.Layers.Reverse().Where(layer => layer.Outputs.Any(reached.Contains)))
            reached.UnionWith(layer.Inputs);
        Hook[] inputs = [.. network.Inputs], asked = [.. inputs.Where(reached.Contains)];
        network.Backward(targets, asked, rule);
        return Array.ConvertAll(inputs, input => reached.Contains(input) ? input.Gradient.Span.ToArray() : new float[input.Shape.Count]);
    }

    public override void Dispose() => network.Dispose();
}
