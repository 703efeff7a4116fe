namespace CaffeSharpGen;

/// <summary>Layers that run as one operation, ready to run.</summary>
internal sealed class Segment
{
    private readonly DeviceSession session;
    private readonly PreparedOperation operation;
    private readonly Hook[] inputs;
    private readonly IReadOnlyList<Hook> outputs;
    private readonly OutputGradient[] outputGradients;
    private readonly InputGradient[] inputGradients;
    private readonly DeviceBuffer?[] partialSums;

    public Segment(DeviceSession session, LayerStep[] layers, PreparedOperation operation)
    {
        this.session = session;
        this.operation = operation;
        Layers = layers;
        var between = layers[..^1].SelectMany(layer => layer.Outputs).ToHashSet();
        inputs = [.. layers.SelectMany(layer => layer.Inputs).Where(input => !between.Contains(input))];
        outputs = layers[^1].Outputs;
        outputGradients = new OutputGradient[outputs.Count];
        inputGradients = new InputGradient[inputs.Length];
        partialSums = new DeviceBuffer?[inputs.Length];
    }

    public IReadOnlyList<LayerStep> Layers { get; }

    public string Algorithm => operation.Algorithm;

    public void Forward()
    {
        operation.Forward();
        for (int i = 0; i < outputs.Count; i++)
            outputs[i].Network.NoteWritten(outputs[i]);
        for (int i = 0; i < outputs.Count; i++)
            outputs[i].RaiseForward();
    }

    /// <summary>Passes the gradients of the outputs on to those inputs whose gradient the pass wants; nothing, if there are none.</summary>
    public void Backward(GradientPath path)
    {
        bool arrives = false, leaves = false;
        for (int i = 0; i < outputs.Count; i++)
        {
            if (!path.Wants(outputs[i]))
            {
                outputGradients[i] = default;
                continue;
            }
            arrives = true;
            GradientOfValue gradient = outputs[i].Gradients!;
            outputs[i].BackwardCallbacks.Raise(gradient.Buffer);
            outputGradients[i] = new OutputGradient(gradient.Buffer, !gradient.IsWanted, gradient.IsRectified);
        }
        for (int i = 0; i < inputs.Length; i++)
            leaves |= path.Wants(inputs[i]);
        if (!arrives || !leaves)
            return;
        for (int i = 0; i < inputs.Length; i++)
            inputGradients[i] = Target(i, path);
        // Layers behind read what callbacks made of a value; the gradient of the operation itself is that of its own.
        ExchangeComputed();
        try
        {
            operation.Backward(new OperationGradients(path.Rule, outputGradients, inputGradients));
        }
        finally
        {
            ExchangeComputed();
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputGradients[i].Buffer is { } gradient && gradient == partialSums[i])
                session.Add(gradient, inputs[i].Gradients!.Buffer);
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
            outputs[i].ExchangeComputed();
    }

    // The first gradient of a value is written in place, every further one added, by the operation itself if it can.
    private InputGradient Target(int input, GradientPath path)
    {
        Hook value = inputs[input];
        if (!path.Wants(value))
            return default;
        GradientOfValue gradient = value.Gradients!;
        (bool isFirst, bool isLast) = path.Contribute(value);
        if (!isFirst && !operation.CanAdd)
            return new InputGradient(partialSums[input] ??= session.Allocate(value.Shape));
        bool rectify = input == 0 && isLast && operation.CanRectify && !gradient.IsWanted && !value.BackwardCallbacks.IsArmed;
        gradient.IsRectified = rectify;
        return new InputGradient(gradient.Buffer, Add: !isFirst, Rectify: rectify);
    }
}
