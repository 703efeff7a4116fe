using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class AlexNet : IImageClassifier<AlexNet>
{
    /// <inheritdoc/>
    public static string Name => "alexnet";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.CaffeMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<AlexNet> Input => Data;

    /// <inheritdoc/>
    public Hook<AlexNet> GradCamLayer => Relu5;

    /// <inheritdoc/>
    public Hook<AlexNet> Logits => Fc8;

    /// <inheritdoc/>
    public Hook<AlexNet> Probabilities => Prob;
}
