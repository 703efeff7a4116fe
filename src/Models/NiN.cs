using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class NiN : IImageClassifier<NiN>
{
    /// <inheritdoc/>
    public static string Name => "nin";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.CaffeMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<NiN> Input => Data;

    /// <inheritdoc/>
    public Hook<NiN> GradCamLayer => Relu11;

    /// <inheritdoc/>
    public Hook<NiN> Logits => Pool4;

    /// <inheritdoc/>
    public Hook<NiN> Probabilities => Prob;
}
