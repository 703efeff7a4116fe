using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Conformance;

/// <summary>A layer that becomes several operations, as a network on a device.</summary>
internal sealed class BoundNetwork : BoundLayer
{
    private readonly Network network;
    private readonly Hook[] outputs;
    private readonly bool[] isRead;

    public BoundNetwork(Device device, NetworkDefinition definition, Tensor[] weights, int batchSize)
    {
        network = new Network(definition, new MemoryWeights([new LayerTensors("it", "", weights)]), device, batchSize);
        outputs = [.. network.Layers.SelectMany(layer => layer.Outputs).Where(output => !output.IsHidden)];
        isRead = [.. definition.Inputs.Select(input => definition.Steps.Any(step => step.Inputs.Contains(input)))];
    }

    public override Type Kernel => typeof(Network);

    public override bool CanAdd => false;

    public override string Algorithm => string.Join("; ", network.Notes);

    public override float[][] Forward(float[][] values)
    {
        for (int i = 0; i < values.Length; i++)
            network.Inputs[i].Set(values[i]);
        network.Forward();
        return Array.ConvertAll(outputs, output => output.Activation.Span.ToArray());
    }

    public override float[][] Backward(ReluRule rule, float[]?[] gradients, float[][]? before = null)
    {
        Target[] targets = [.. outputs.Zip(gradients).Where(pair => pair.Second is not null)
            .Select(pair => new Target(pair.First, new Tensor(pair.First.Shape, pair.Second!)))];
        // A layer may need a bottom and not read it.
        Hook[] inputs = [.. network.Inputs];
        network.Backward(targets, [.. inputs.Where((_, i) => isRead[i])], rule);
        return [.. inputs.Select((input, i) => isRead[i] ? input.Gradient.Span.ToArray() : new float[input.Shape.Count])];
    }

    public override void Dispose() => network.Dispose();
}
