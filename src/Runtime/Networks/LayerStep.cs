using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>One layer of a network, bound to its values. Layers run in groups (<see cref="LayerGroup"/>).</summary>
public sealed class LayerStep
{
    internal LayerStep(string name, string type, Operation operation, Hook[] inputs, Hook[] outputs, WeightBlob[] weights)
    {
        Name = name;
        Type = type;
        Operation = operation;
        Inputs = inputs;
        Outputs = outputs;
        Weights = weights;
    }

    /// <summary>Caffe's name of the layer.</summary>
    public string Name { get; }

    /// <summary>Caffe's type of the layer.</summary>
    public string Type { get; }

    /// <summary>What it computes.</summary>
    public Operation Operation { get; }

    /// <summary>The values it reads.</summary>
    public IReadOnlyList<Hook> Inputs { get; }

    /// <summary>The values it computes.</summary>
    public IReadOnlyList<Hook> Outputs { get; }

    internal IReadOnlyList<WeightBlob> Weights { get; }

    /// <summary>The group that it runs in.</summary>
    internal LayerGroup? Group { get; set; }
}
