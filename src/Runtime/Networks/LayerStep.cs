using CaffeSharpGen.Operations;

namespace CaffeSharpGen;

/// <summary>One layer of a network, bound to its values and ready to run.</summary>
public sealed class LayerStep
{
    private readonly PreparedOperation prepared;
    private readonly DeviceBuffer?[] outputGradients;
    private readonly DeviceBuffer?[] inputGradients;
    private readonly DeviceBuffer?[] partialSums;

    internal LayerStep(string name, string type, Operation operation, PreparedOperation prepared, Hook[] inputs, Hook[] outputs)
    {
        Name = name;
        Type = type;
        Operation = operation;
        Inputs = inputs;
        Outputs = outputs;
        this.prepared = prepared;
        outputGradients = new DeviceBuffer?[outputs.Length];
        inputGradients = new DeviceBuffer?[inputs.Length];
        partialSums = new DeviceBuffer?[inputs.Length];
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

    /// <summary>Computes the outputs and lets their hooks see them.</summary>
    public void Forward()
    {
        prepared.Forward();
        for (int i = 0; i < Outputs.Count; i++)
            Outputs[i].RaiseForward();
    }

    /// <summary>Passes the gradients of the outputs on to those inputs whose gradient the pass wants; nothing, if there are none.</summary>
    internal void Backward(GradientPath path)
    {
        for (int i = 0; i < Outputs.Count; i++)
        {
            bool wanted = path.Wants(Outputs[i]);
            outputGradients[i] = wanted ? Outputs[i].GradientBuffer : null;
            if (wanted)
                Outputs[i].RaiseBackward();
        }
        if (!path.Crosses(this))
            return;
        // The first gradient of a value is written in place, every further one beside it and then added.
        for (int i = 0; i < Inputs.Count; i++)
        {
            if (!path.Wants(Inputs[i]))
                inputGradients[i] = null;
            else if (path.IsFirst(Inputs[i]))
                inputGradients[i] = Inputs[i].GradientBuffer;
            else
                inputGradients[i] = partialSums[i] ??= Inputs[i].Network.Device.Allocate(Inputs[i].Shape);
        }
        prepared.Backward(path.Rule, outputGradients, inputGradients);
        for (int i = 0; i < Inputs.Count; i++)
        {
            if (inputGradients[i] is { } gradient && gradient == partialSums[i])
                Inputs[i].Network.Device.Add(gradient, Inputs[i].GradientBuffer);
        }
    }

    internal void Free()
    {
        prepared.Dispose();
        foreach (DeviceBuffer? buffer in partialSums)
            buffer?.Dispose();
    }
}
