namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>What the convolutions of a device may use; for those that are prepared afterwards.</summary>
internal sealed class ConvolutionOptions
{
    /// <summary>The most workspace that an algorithm may want: 256 MiB.</summary>
    public nuint WorkspaceCap { get; set; } = 256u << 20;

    /// <summary>Which candidates are considered; null for all.</summary>
    public Predicate<ConvolutionCandidate>? Accepts { get; set; }
}
