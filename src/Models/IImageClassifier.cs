using CaffeSharpGen.Imaging;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Models;

/// <summary>
/// A network that classifies pictures, with all that is needed to feed it and to understand it. Code that serves any of them has a type
/// parameter <c>where TNetwork : CompiledNetwork&lt;TNetwork&gt;, IImageClassifier&lt;TNetwork&gt;</c>; <see cref="ImageClassification"/>
/// is such code.
/// </summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface IImageClassifier<TSelf> : ICompiledNetwork<TSelf>
    where TSelf : CompiledNetwork<TSelf>, IImageClassifier<TSelf>
{
    /// <summary>Its name on command lines, such as <c>vgg16</c>.</summary>
    static abstract string Name { get; }

    /// <summary>
    /// How a photograph becomes its input. The whole picture is used, whatever its aspect ratio; the center that ImageNet's accuracies are
    /// published for is <c>Transform with { CentralFraction = 0.875 }</c>.
    /// </summary>
    static abstract InputTransform Transform { get; }

    /// <summary>Names of its classes, in the order of its outputs.</summary>
    static abstract Labels Labels { get; }

    /// <summary>Its published weights: file, addresses, checksums.</summary>
    static abstract PublishedWeights Weights { get; }

    /// <summary>The input, N×3×H×W.</summary>
    InputHook<TSelf> Input { get; }

    /// <summary>The layer that Grad-CAM looks at: the last one with a plane of positions, after its ReLU; N×C×h×w.</summary>
    Hook<TSelf> GradCamLayer { get; }

    /// <summary>A score for each class, which explanations start from: what stands before <see cref="Probabilities"/>.</summary>
    Hook<TSelf> Logits { get; }

    /// <summary>A probability for each class.</summary>
    Hook<TSelf> Probabilities { get; }
}
