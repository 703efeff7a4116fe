using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;
using CaffeSharpGen.Models.Embedded;

namespace CaffeSharpGen.Models;

/// <remarks>A small network for shapes in drawn scenes. Its outputs are independent: a scene has several classes.</remarks>
public sealed partial class Scenes : IImageClassifier<Scenes>
{
    private static readonly Lazy<Labels> Names = new(() => EmbeddedFile.ReadLabels("scenes.labels.txt"));

    /// <inheritdoc/>
    public static string Name => "scenes";

    /// <inheritdoc/>
    public static InputTransform Transform => InputTransform.Vgg;

    /// <inheritdoc/>
    public static Labels Labels => Names.Value;

    /// <inheritdoc/>
    public static PublishedWeights Weights => PublishedWeights.Of(Name);

    /// <inheritdoc/>
    public InputHook<Scenes> Input => Data;

    /// <inheritdoc/>
    public Hook<Scenes> GradCamLayer => Relu5;

    /// <inheritdoc/>
    public Hook<Scenes> Logits => Score;

    /// <inheritdoc/>
    public Hook<Scenes> Probabilities => Prob;
}
