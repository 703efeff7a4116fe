using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class Vgg16 : IImageClassifier<Vgg16>
{
    /// <inheritdoc/>
    public static string Name => "vgg16";

    /// <inheritdoc/>
    public static InputTransform Transform => InputTransform.Vgg;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<Vgg16> Input => Data;

    /// <inheritdoc/>
    public Hook<Vgg16> GradCamLayer => Relu5_3;

    /// <inheritdoc/>
    public Hook<Vgg16> Logits => Fc8;

    /// <inheritdoc/>
    public Hook<Vgg16> Probabilities => Prob;
}

public sealed partial class Vgg19 : IImageClassifier<Vgg19>
{
    /// <inheritdoc/>
    public static string Name => "vgg19";

    /// <inheritdoc/>
    public static InputTransform Transform => InputTransform.Vgg;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<Vgg19> Input => Data;

    /// <inheritdoc/>
    public Hook<Vgg19> GradCamLayer => Relu5_4;

    /// <inheritdoc/>
    public Hook<Vgg19> Logits => Fc8;

    /// <inheritdoc/>
    public Hook<Vgg19> Probabilities => Prob;
}
