using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class GoogLeNet : IImageClassifier<GoogLeNet>
{
    /// <inheritdoc/>
    public static string Name => "googlenet";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.RoundedMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<GoogLeNet> Input => Data;

    /// <inheritdoc/>
    public Hook<GoogLeNet> GradCamLayer => Inception_5b_Output;

    /// <inheritdoc/>
    public Hook<GoogLeNet> Logits => Loss3_Classifier;

    /// <inheritdoc/>
    public Hook<GoogLeNet> Probabilities => Prob;
}
