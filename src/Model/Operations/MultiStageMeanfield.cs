namespace CaffeSharpGen.Operations;

/// <summary>
/// CRF-RNN's <c>MultiStageMeanfield</c>. Inputs: unary scores N×C×H×W, scores to start from of the same shape, and pictures N×3×H×W.
/// Weights: three matrices C×C, of the spatial filter, of the bilateral filter, and of compatibilities. Each of
/// <paramref name="Iterations"/> takes the softmax p over the channels of the scores so far, filters each channel over the picture by
/// position (distance / <paramref name="ThetaGamma"/>) and by position and color (/ <paramref name="ThetaAlpha"/>,
/// / <paramref name="ThetaBeta"/>), each divided by what the filter makes of ones, and gives
/// unary − compatibility·(spatial·p₁ + bilateral·p₂). The filters are Gaussians on the permutohedral lattice. Gradients flow to both
/// scores; none to the pictures, as in the fork.
/// </summary>
public sealed record MultiStageMeanfield(int Iterations, float ThetaAlpha, float ThetaBeta, float ThetaGamma) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(MultiStageMeanfield);

    /// <inheritdoc/>
    public override BackwardReads ReadsBackward(OperationUse use) => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "conditional random field";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields)
    {
        fields.Int("iterations", Iterations);
        fields.Float("alpha", ThetaAlpha);
        fields.Float("beta", ThetaBeta);
        fields.Float("gamma", ThetaGamma);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static MultiStageMeanfield Read(Fields fields) =>
        new(fields.Int("iterations"u8), fields.Float("alpha"u8, 1), fields.Float("beta"u8, 1), fields.Float("gamma"u8, 1));
}
