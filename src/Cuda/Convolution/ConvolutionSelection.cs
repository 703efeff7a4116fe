namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>What the convolutions of a device may use besides its options; for those that are prepared afterwards.</summary>
internal sealed class ConvolutionSelection
{
    /// <summary>Which candidates are considered; null for all.</summary>
    public Predicate<ConvolutionCandidate>? Accepts { get; set; }
}
