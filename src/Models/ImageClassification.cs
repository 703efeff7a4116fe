using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Models;

/// <summary>What any classifier of pictures can do.</summary>
public static class ImageClassification
{
    /// <summary>Makes a photograph the network's input, as the network was trained.</summary>
    /// <param name="network">The network.</param>
    /// <param name="picture">A photograph of any size.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image in the batch.</exception>
    public static void SetPicture<TNetwork>(this TNetwork network, Picture picture, int image = 0)
        where TNetwork : CompiledNetwork<TNetwork>, IImageClassifier<TNetwork>
    {
        InputHook<TNetwork> input = network.Input;
        input.SetImage(image, TNetwork.Transform.Apply(picture, input.Width, input.Height).Span);
    }

    /// <summary>The most probable classes of an image that the network has run on, the best first.</summary>
    /// <param name="network">The network.</param>
    /// <param name="count">How many; at most as many as there are.</param>
    /// <param name="image">Which image of the batch.</param>
    public static IReadOnlyList<Prediction> Predictions<TNetwork>(this TNetwork network, int count = 5, int image = 0)
        where TNetwork : CompiledNetwork<TNetwork>, IImageClassifier<TNetwork> =>
    [
        .. network.Probabilities.Top(count, image).Select(score => new Prediction(score.Index, TNetwork.Labels[score.Index], score.Value)),
    ];

    /// <summary>Classifies a photograph, as the first image of the batch: the most probable classes, the best first.</summary>
    /// <param name="network">The network.</param>
    /// <param name="picture">A photograph of any size.</param>
    /// <param name="count">How many; at most as many as there are.</param>
    public static IReadOnlyList<Prediction> Classify<TNetwork>(this TNetwork network, Picture picture, int count = 5)
        where TNetwork : CompiledNetwork<TNetwork>, IImageClassifier<TNetwork>
    {
        network.SetPicture(picture);
        network.Forward();
        return network.Predictions(count);
    }

    /// <summary>
    /// Grad-CAM of the most probable class of an image that the network has run on, at <see cref="IImageClassifier{TSelf}.GradCamLayer"/>.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="image">Which image of the batch.</param>
    public static Explanation ExplainBest<TNetwork>(this TNetwork network, int image = 0)
        where TNetwork : CompiledNetwork<TNetwork>, IImageClassifier<TNetwork> =>
        network.ExplainClass(network.Probabilities.Top(1, image)[0].Index, image);

    /// <summary>
    /// Grad-CAM of a class on an image that the network has run on, at <see cref="IImageClassifier{TSelf}.GradCamLayer"/>.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="index">0-based index of the class.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public static Explanation ExplainClass<TNetwork>(this TNetwork network, int index, int image = 0)
        where TNetwork : CompiledNetwork<TNetwork>, IImageClassifier<TNetwork> =>
        network.GradCam(at: network.GradCamLayer, of: network.Logits[index], image);
}
