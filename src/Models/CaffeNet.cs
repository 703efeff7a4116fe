using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class CaffeNet : IImageClassifier<CaffeNet>
{
    /// <inheritdoc/>
    public static string Name => "caffenet";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.CaffeMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<CaffeNet> Input => Data;

    /// <inheritdoc/>
    public Hook<CaffeNet> GradCamLayer => Relu5;

    /// <inheritdoc/>
    public Hook<CaffeNet> Logits => Fc8;

    /// <inheritdoc/>
    public Hook<CaffeNet> Probabilities => Prob;
}
