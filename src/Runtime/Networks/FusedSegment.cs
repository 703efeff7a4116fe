using CaffeSharpGen.Passes;
using CaffeSharpGen.Values;

namespace CaffeSharpGen;

/// <summary>Layers that run as one operation, ready to run.</summary>
internal sealed class FusedSegment
{
    private readonly DeviceSession session;
    private readonly PreparedOperation operation;
    private readonly Hook[] inputs;
    private readonly IReadOnlyList<Hook> outputs;
    private readonly OutputGradient[] outputGradients;
    private readonly InputGradient[] inputGradients;
    private readonly DeviceBuffer?[] partialSums;

    public FusedSegment(DeviceSession session, LayerStep[] layers, PreparedOperation operation)
    {
        this.session = session;
        this.operation = operation;
        Layers = layers;
        inputs = [.. layers[0].Inputs, .. FurtherInputs(layers)];
        outputs = layers[^1].Outputs;
        outputGradients = new OutputGradient[outputs.Count];
        inputGradients = new InputGradient[inputs.Length];
        partialSums = new DeviceBuffer?[inputs.Length];
    }

    // What layers behind the first one read, except for what others of them compute.
    private static List<Hook> FurtherInputs(LayerStep[] layers)
    {
        var further = new List<Hook>();
        for (int i = 1; i < layers.Length; i++)
        {
            foreach (Hook input in layers[i].Inputs)
            {
                if (Array.IndexOf(layers, input.Producer, 0, i) < 0)
                    further.Add(input);
            }
        }
        return further;
    }

    public IReadOnlyList<LayerStep> Layers { get; }

    public string Algorithm => operation.Algorithm;

    private string Name => string.Join(" + ", Layers.Select(layer => layer.Name));

    /// <summary>Computes the outputs, and calls the callbacks on them.</summary>
    /// <param name="isReplayed">Whether the device has computed them already.</param>
    public void Forward(bool isReplayed = false)
    {
        if (!isReplayed)
        {
            try
            {
                operation.Forward();
            }
            catch (DeviceException e)
            {
                e.Layer ??= Name;
                throw;
            }
        }
        for (int i = 0; i < outputs.Count; i++)
            outputs[i].Network.NoteWritten(outputs[i]);
        for (int i = 0; i < outputs.Count; i++)
            outputs[i].State.RaiseForward();
    }

    /// <summary>Passes the gradients of the outputs on to the inputs whose gradients the pass needs, if there are any.</summary>
    public void Backward(BackwardPlan plan)
    {
        bool arrives = false, leaves = false;
        for (int i = 0; i < outputs.Count; i++)
        {
            if (!plan.Needs(outputs[i].Index))
            {
                outputGradients[i] = default;
                continue;
            }
            arrives = true;
            GradientSlot gradient = outputs[i].State.Gradient!;
            outputs[i].State.BackwardCallbacks.Raise(gradient.Buffer);
            outputGradients[i] = new OutputGradient(gradient.Buffer, !gradient.IsRequested, gradient.IsRectified);
        }
        for (int i = 0; i < inputs.Length; i++)
            leaves |= plan.Needs(inputs[i].Index);
        if (!arrives || !leaves)
            return;
        for (int i = 0; i < inputs.Length; i++)
            inputGradients[i] = InputGradientOf(i, plan);
        // Layers behind read what callbacks made of a value; the gradient of the operation itself is that of its own.
        ExchangeComputed();
        try
        {
            operation.Backward(new OperationGradients(plan.Rule, outputGradients, inputGradients));
        }
        catch (DeviceException e)
        {
            e.Layer ??= Name;
            throw;
        }
        finally
        {
            ExchangeComputed();
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputGradients[i].Buffer is { } gradient && gradient == partialSums[i])
                session.Add(gradient, inputs[i].State.Gradient!.Buffer);
        }
    }

    public void Free()
    {
        operation.Dispose();
        foreach (DeviceBuffer? buffer in partialSums)
            buffer?.Dispose();
    }

    private void ExchangeComputed()
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            // What gave up its memory is not needed; the memory is another's.
            if (outputs[i].IsAvailable)
                outputs[i].State.ExchangeComputed();
        }
    }

    // The first gradient of a value is written in place, every further one added, by the operation itself if it can.
    private InputGradient InputGradientOf(int input, BackwardPlan plan)
    {
        Hook value = inputs[input];
        if (!plan.Needs(value.Index))
            return default;
        GradientSlot gradient = value.State.Gradient!;
        (bool isFirst, bool isLast) = plan.Contribute(value.Index);
        if (!isFirst && !operation.CanAdd)
            return new InputGradient(partialSums[input] ??= session.Allocate(value.Shape));
        bool rectify = input == 0 && isLast && operation.CanRectify && !gradient.IsRequested && !value.State.BackwardCallbacks.IsArmed;
        gradient.IsRectified = rectify;
        return new InputGradient(gradient.Buffer, Add: !isFirst, Rectify: rectify);
    }
}
