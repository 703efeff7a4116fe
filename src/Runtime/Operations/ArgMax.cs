namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>ArgMax</c>: the indices of the <paramref name="TopK"/> largest values, largest first, the higher index first among equals, as in Caffe.
/// Along <paramref name="Axis"/> the output has the input's shape with TopK in that axis and holds indices, or values if
/// <paramref name="OutMaxVal"/>. Without an axis each image is one vector and the output is N×1×TopK: indices, or
/// N×2×TopK: indices, then values, if <paramref name="OutMaxVal"/>. No gradient.
/// </summary>
public sealed record ArgMax(int TopK = 1, bool OutMaxVal = false, int? Axis = null) : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => false;
}
