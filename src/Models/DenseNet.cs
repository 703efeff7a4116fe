using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

public sealed partial class DenseNet121 : IImageClassifier<DenseNet121>
{
    /// <inheritdoc/>
    public static string Name => "densenet121";

    /// <inheritdoc/>
    public static InputTransform Transform => ImageNet.Scaled;

    /// <inheritdoc/>
    public static Labels Labels => ImageNet.Labels;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<DenseNet121> Input => Data;

    /// <inheritdoc/>
    public Hook<DenseNet121> GradCamLayer => Relu5_Blk;

    /// <inheritdoc/>
    public Hook<DenseNet121> Logits => Fc6;

    /// <inheritdoc/>
    public Hook<DenseNet121> Probabilities => Prob;
}
