using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>One operation of a network, bound to its values: a layer, or a part of one. Layers run in groups (<see cref="FusedGroup"/>).</summary>
public sealed class LayerStep
{
    internal LayerStep(NetworkDefinition network, StepDefinition definition, Hook[] inputs, Hook[] outputs, WeightBlob[] weights)
    {
        Name = definition.Layer;
        Type = definition.LayerType;
        Operation = definition.Operation;
        Role = definition.Operation.RoleIn(network.UseOf(definition));
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

    /// <summary>What it can be in a group that runs as one.</summary>
    public FusionRole Role { get; }

    /// <summary>The values it reads.</summary>
    public IReadOnlyList<Hook> Inputs { get; }

    /// <summary>The values it computes.</summary>
    public IReadOnlyList<Hook> Outputs { get; }

    internal IReadOnlyList<WeightBlob> Weights { get; }

    /// <summary>The group that it runs in.</summary>
    internal FusedGroup? Group { get; set; }
}
