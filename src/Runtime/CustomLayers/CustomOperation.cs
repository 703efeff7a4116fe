namespace CaffeSharpGen;

/// <summary>A layer that code of the program computes, on the host, over buffers of any device.</summary>
/// <param name="step">The layer.</param>
/// <param name="code">Its code; null if there is none: then nothing calls the operation.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="outputs">What it writes.</param>
internal sealed class CustomOperation(LayerStep step, CustomLayerCode? code, DeviceBuffer[] inputs, DeviceBuffer[] outputs)
    : PreparedOperation
{
    private readonly CustomLayer layer = new(step);
    private readonly Tensor?[] zeros = new Tensor?[outputs.Length];
    private CustomLayerBackward? backward;

    /// <inheritdoc/>
    public override string Algorithm => code is null ? "no code" : "code of the program";

    /// <inheritdoc/>
    public override void Forward()
    {
        // No pass comes here without code, but a group may be run alone.
        if (code is null)
            return;
        Map(layer);
        for (int i = 0; i < outputs.Length; i++)
            (layer.TopsOfPass[i] = outputs[i].Map(discard: true)).Span.Clear();
        code.Forward(layer);
        foreach (DeviceBuffer output in outputs)
            output.Commit();
    }

    /// <inheritdoc/>
    public override void Backward(in OperationGradients gradients)
    {
        backward ??= new CustomLayerBackward(step);
        Map(backward);
        for (int i = 0; i < outputs.Length; i++)
        {
            backward.TopsOfPass[i] = outputs[i].Map();
            backward.TopGradientsOfPass[i] = gradients.Outputs[i].Buffer?.Map() ?? (zeros[i] ??= new Tensor(outputs[i].Shape));
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            Tensor? gradient = backward.BottomGradientsOfPass[i] = gradients.Inputs[i].Buffer?.Map(discard: true);
            gradient?.Span.Clear();
        }
        backward.Rule = gradients.Rule;
        code!.Backward!(backward);
        foreach (InputGradient gradient in gradients.Inputs)
            gradient.Buffer?.Commit();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    private void Map(CustomLayer layer)
    {
        for (int i = 0; i < inputs.Length; i++)
            layer.BottomsOfPass[i] = inputs[i].Map();
    }
}
