namespace CaffeSharpGen;

/// <summary>
/// A layer that code of the program computes, while a backward pass goes through it: <see cref="CustomLayer.Bottoms"/> and
/// <see cref="CustomLayer.Tops"/> are those of the forward pass.
/// </summary>
public sealed class CustomLayerBackward : CustomLayer
{
    internal CustomLayerBackward(LayerStep step) : base(step) =>
        (TopGradientsOfPass, BottomGradientsOfPass) = (new Tensor[step.Outputs.Count], new Tensor?[step.Inputs.Count]);

    /// <summary>The gradients that arrive, of the tops' shapes; zeros where the target does not depend on a top.</summary>
    public IReadOnlyList<Tensor> TopGradients => TopGradientsOfPass;

    /// <summary>
    /// Where the gradients go, of the bottoms' shapes, zeros until the code writes them; null for a bottom whose gradient is not needed.
    /// </summary>
    public IReadOnlyList<Tensor?> BottomGradients => BottomGradientsOfPass;

    /// <summary>What rectifiers do in this pass.</summary>
    public ReluRule Rule { get; internal set; }

    internal Tensor[] TopGradientsOfPass { get; }

    internal Tensor?[] BottomGradientsOfPass { get; }
}
