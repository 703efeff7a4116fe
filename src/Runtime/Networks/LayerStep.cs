using CaffeSharpGen.Definitions;
using CaffeSharpGen.Loading;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// One operation of a network, bound to its values: a layer, or a part of one. Layers run in groups (<see cref="FusedGroup"/>).
/// </summary>
public sealed class LayerStep
{
    internal LayerStep(NetworkDefinition network, StepDefinition definition, Hook[] inputs, Hook[] outputs, WeightBlob[] weights)
    {
        Definition = definition;
        Role = definition.Operation.RoleIn(network.UseOf(definition));
        Inputs = inputs;
        Outputs = outputs;
        Weights = weights;
        foreach (WeightBlob blob in weights)
            WeightCount += blob.Shape.Count;
    }

    /// <summary>Caffe's name of the layer.</summary>
    public string Name => Definition.Layer;

    /// <summary>Caffe's type of the layer.</summary>
    public string Type => Definition.LayerType;

    /// <summary>What it computes.</summary>
    public Operation Operation => Definition.Operation;

    /// <summary>What it can be in a group that runs as one.</summary>
    public FusionRole Role { get; }

    /// <summary>The values it reads.</summary>
    public IReadOnlyList<Hook> Inputs { get; }

    /// <summary>The values it computes.</summary>
    public IReadOnlyList<Hook> Outputs { get; }

    /// <summary>The step as data.</summary>
    internal StepDefinition Definition { get; }

    internal IReadOnlyList<WeightBlob> Weights { get; }

    /// <summary>How many weights it reads.</summary>
    internal long WeightCount { get; }

    /// <summary>Whether no weight of its own is NaN or infinite.</summary>
    internal unsafe bool HasFiniteWeights()
    {
        for (int i = 0; i < Weights.Count; i++)
        {
            if (Definition.OwnerOf(i) is null && !FiniteNumbers.Are(Weights[i].Pointer, Weights[i].Shape.Count))
                return false;
        }
        return true;
    }

    /// <summary>The group that it runs in.</summary>
    internal FusedGroup? Group { get; set; }
}
