using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>What the convolutions of a device may use besides its options; for those that are prepared afterwards.</summary>
internal sealed class ConvolutionSelection
{
    /// <summary>A device's.</summary>
    public static ConvolutionSelection Of(CudaContext context) => context.Kept(_ => new ConvolutionSelection());

    /// <summary>Which candidates are considered; null for all.</summary>
    public Predicate<ConvolutionCandidate>? Accepts { get; set; }
}
