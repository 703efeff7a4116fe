namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>What the convolutions of a device may use; for those that are prepared afterwards.</summary>
internal sealed class ConvolutionOptions
{
    /// <summary>The most workspace that an algorithm may want, in bytes.</summary>
    public required nuint WorkspaceCap { get; set; }

    /// <summary>Which candidates are considered; null for all.</summary>
    public Predicate<ConvolutionCandidate>? Accepts { get; set; }
}
