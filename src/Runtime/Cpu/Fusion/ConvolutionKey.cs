using CaffeSharpGen.Cpu.Convolution.Products;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>What packed weights of a convolution were made of, and how.</summary>
/// <param name="weights">Where the weights lie.</param>
/// <param name="scaleShift">What is folded into them.</param>
/// <param name="sizes">The convolution.</param>
/// <param name="isBackward">Whether they serve its backward pass.</param>
internal sealed class ConvolutionKey(nint weights, string scaleShift, Correlation sizes, bool isBackward)
{
    private readonly nint weights = weights;
    private readonly string scaleShift = scaleShift;
    private readonly Correlation sizes = sizes;
    private readonly bool isBackward = isBackward;

    public override bool Equals(object? other) => other is ConvolutionKey key
        && weights == key.weights && isBackward == key.isBackward && scaleShift == key.scaleShift && sizes.Equals(key.sizes);

    // Where weights lie nearly always tells: few keys are compared.
    public override int GetHashCode() => weights.GetHashCode() ^ (isBackward ? 1 : 0);
}
