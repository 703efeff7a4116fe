using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class SqueezeNet10 : IImageClassifier<SqueezeNet10>
{
    /// <inheritdoc/>
    public static string Name => "squeezenet_v1.0";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.RoundedMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<SqueezeNet10> Input => Data;

    /// <inheritdoc/>
    public Hook<SqueezeNet10> GradCamLayer => Fire9_Concat;

    /// <inheritdoc/>
    public Hook<SqueezeNet10> Logits => Pool10;

    /// <inheritdoc/>
    public Hook<SqueezeNet10> Probabilities => Prob;
}

public sealed partial class SqueezeNet11 : IImageClassifier<SqueezeNet11>
{
    /// <inheritdoc/>
    public static string Name => "squeezenet_v1.1";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.RoundedMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<SqueezeNet11> Input => Data;

    /// <inheritdoc/>
    public Hook<SqueezeNet11> GradCamLayer => Fire9_Concat;

    /// <inheritdoc/>
    public Hook<SqueezeNet11> Logits => Pool10;

    /// <inheritdoc/>
    public Hook<SqueezeNet11> Probabilities => Prob;
}
