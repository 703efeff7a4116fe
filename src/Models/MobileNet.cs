using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class MobileNetV1 : IImageClassifier<MobileNetV1>
{
    /// <inheritdoc/>
    public static string Name => "mobilenet_v1";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.Scaled;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<MobileNetV1> Input => Data;

    /// <inheritdoc/>
    public Hook<MobileNetV1> GradCamLayer => Relu6_Sep;

    /// <inheritdoc/>
    public Hook<MobileNetV1> Logits => Fc7;

    /// <inheritdoc/>
    public Hook<MobileNetV1> Probabilities => Prob;
}
