namespace CaffeSharpGen.GradCam;

/// <summary>
/// The explanation methods for any network that has run forward. They use its activations: one forward pass serves all methods. Code that
/// knows the network's class calls them as methods of the network (<see cref="ExplanationMethods"/>), which the compiler checks. A target
/// after a softmax is moved before it: a class is explained by its own score, not by its lead over the others.
/// </summary>
public static class Explain
{
    /// <summary>
    /// Grad-CAM: the channels of a layer's activation, each weighted by the sum of its gradient over the plane, summed and rectified.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="at">The layer, N×C×h×w.</param>
    /// <param name="of">What to explain.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="asCaffeStoresIt">
    /// Whether to use the activation that Caffe and Torch have in the layer's memory after the layers that run in place (relu5_3's for
    /// conv5_3), as the original scripts do.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The layer has no height and width, or the target does not depend on it; or a layer that runs in place leaves another shape in
    /// Caffe's memory.
    /// </exception>
    public static Explanation GradCam(this Network network, Hook at, Target of, int image = 0, bool asCaffeStoresIt = false) =>
        GradCam(network, at, [of], image, asCaffeStoresIt)[0];

    /// <summary>
    /// Grad-CAM of several targets, one map for each. They share passes where they can (<see cref="Network.BackwardEach"/>).
    /// </summary>
    /// <inheritdoc cref="GradCam(Network, Hook, Target, int, bool)"/>
    public static Explanation[] GradCam(
        this Network network, Hook at, IReadOnlyList<Target> of, int image = 0, bool asCaffeStoresIt = false)
    {
        if (at.Shape.Rank != 4)
            throw new ArgumentException($"Grad-CAM needs a layer of N×C×H×W; '{at.Name}' ({at.LayerType}) is {at.Shape}", nameof(at));
        Target[] scores = [.. of.Select(target => target.BeforeSoftmax())];
        Hook stored = asCaffeStoresIt ? at.AsCaffeStoresIt : at;
        if (stored.Shape != at.Shape)
        {
            throw new ArgumentException(
                $"Caffe's memory of '{at.Name}' ({at.Shape}) ends as that of '{stored.Name}', {stored.Shape}, "
                + "which does not fit its gradient: use asCaffeStoresIt: false, or another layer", nameof(at));
        }
        // Read before the passes, so that it is there while they run, when no other thread can dispose of the network.
        _ = stored.Activation;
        Hook input = ImageInput(network);
        var explanations = new Explanation[scores.Length];
        network.BackwardEach(
            scores, at,
            (i, gradient) => explanations[i] = new Explanation(
                Method.GradCam, at.Name, scores[i].ToString(image),
                GradCamMap.Of(stored.Activation, gradient, image), input.Width, input.Height),
            image: image);
        return explanations;
    }

    /// <summary>Guided backprop: the gradient at the input, C×H×W in RGB order, through rectifiers only where it is positive.</summary>
    /// <param name="network">The network.</param>
    /// <param name="of">What to explain.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="channels">Order of the network's input channels; the map is RGB.</param>
    public static Explanation GuidedBackprop(this Network network, Target of, int image = 0, ChannelOrder channels = ChannelOrder.Bgr) =>
        GradientAtInput(network, Method.GuidedBackprop, ReluRule.Guided, of, image, channels);

    /// <summary>Deconvnet: the gradient at the input, C×H×W in RGB order, through rectifiers wherever it is positive itself.</summary>
    /// <inheritdoc cref="GuidedBackprop"/>
    public static Explanation Deconvnet(this Network network, Target of, int image = 0, ChannelOrder channels = ChannelOrder.Bgr) =>
        GradientAtInput(network, Method.Deconvnet, ReluRule.Deconv, of, image, channels);

    /// <summary>Guided Grad-CAM: guided backprop times the Grad-CAM map at the input's size, pixel by pixel.</summary>
    /// <inheritdoc cref="GradCam(Network, Hook, Target, int, bool)"/>
    public static Explanation GuidedGradCam(
        this Network network, Hook at, Target of, int image = 0, bool asCaffeStoresIt = false, ChannelOrder channels = ChannelOrder.Bgr) =>
        GuidedGradCam(GuidedBackprop(network, of, image, channels), GradCam(network, at, of, image, asCaffeStoresIt));

    /// <summary>Guided Grad-CAM from its two factors.</summary>
    public static Explanation GuidedGradCam(Explanation guidedBackprop, Explanation gradCam)
    {
        Tensor product = guidedBackprop.Map.Clone();
        ReadOnlySpan<float> map = gradCam.AtInputSize().Span;
        for (int i = 0; i < product.Shape.Count; i++)
            product[i] *= map[i % map.Length];
        return new Explanation(Method.GuidedGradCam, gradCam.Layer, gradCam.Target, product, gradCam.InputWidth, gradCam.InputHeight);
    }

    private static Explanation GradientAtInput(Network network, Method method, ReluRule rule, Target of, int image, ChannelOrder channels)
    {
        Hook input = ImageInput(network);
        Target score = of.BeforeSoftmax();
        var map = new Tensor([input.Channels, input.Height, input.Width]);
        network.BackwardEach([score], input, (_, gradient) =>
        {
            for (int channel = 0; channel < input.Channels; channel++)
            {
                int source = channels == ChannelOrder.Bgr ? input.Channels - 1 - channel : channel;
                gradient.Plane(0, source).CopyTo(map.Span[(channel * input.Height * input.Width)..]);
            }
        }, rule, image);
        return new Explanation(method, input.Name, score.ToString(image), map, input.Width, input.Height);
    }

    private static Hook ImageInput(Network network)
    {
        Hook[] images = [.. network.Inputs.Where(input => input.Shape.Rank == 4)];
        return images.Length == 1
            ? images[0]
            : throw new ArgumentException(
                $"{network.Name} has {images.Length} inputs of N×C×H×W; an explanation needs exactly one image input", nameof(network));
    }
}
