using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class ResNet50 : IImageClassifier<ResNet50>
{
    /// <inheritdoc/>
    public static string Name => "resnet50";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.ResNetMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<ResNet50> Input => Data;

    /// <inheritdoc/>
    public Hook<ResNet50> GradCamLayer => Res5c_Relu;

    /// <inheritdoc/>
    public Hook<ResNet50> Logits => Fc1000;

    /// <inheritdoc/>
    public Hook<ResNet50> Probabilities => Prob;
}

public sealed partial class ResNet101 : IImageClassifier<ResNet101>
{
    /// <inheritdoc/>
    public static string Name => "resnet101";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.ResNetMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<ResNet101> Input => Data;

    /// <inheritdoc/>
    public Hook<ResNet101> GradCamLayer => Res5c_Relu;

    /// <inheritdoc/>
    public Hook<ResNet101> Logits => Fc1000;

    /// <inheritdoc/>
    public Hook<ResNet101> Probabilities => Prob;
}

public sealed partial class ResNet152 : IImageClassifier<ResNet152>
{
    /// <inheritdoc/>
    public static string Name => "resnet152";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.ResNetMean;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<ResNet152> Input => Data;

    /// <inheritdoc/>
    public Hook<ResNet152> GradCamLayer => Res5c_Relu;

    /// <inheritdoc/>
    public Hook<ResNet152> Logits => Fc1000;

    /// <inheritdoc/>
    public Hook<ResNet152> Probabilities => Prob;
}
