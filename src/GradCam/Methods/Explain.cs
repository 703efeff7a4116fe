namespace CaffeSharpGen.GradCam;

/// <summary>
/// The explanation methods for any network that has run forward. They use its activations: one forward pass serves all methods. Code that
/// knows the network's class calls them as methods of the network (<see cref="ExplanationMethods"/>), which the compiler checks. A target
/// after a softmax or a sigmoid is moved before it: a class is explained by its own score, not by its lead over the others, and also where
/// its probability is 1 and has no gradient. A network with weights that are not finite (<see cref="Network.LayersNotFinite"/>) is not
/// explained: an <see cref="InvalidOperationException"/> names the layer.
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
    /// <param name="cancellationToken">Ends the passes within a few milliseconds; the network can be used afterwards.</param>
    /// <exception cref="ArgumentException">
    /// The layer has no height and width, or the target does not depend on it; or a layer that runs in place leaves another shape in
    /// Caffe's memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Explanation GradCam(
        this Network network, Hook at, Target of, int image = 0, bool asCaffeStoresIt = false,
        CancellationToken cancellationToken = default) => GradCam(network, at, [of], image, asCaffeStoresIt, cancellationToken)[0];

    /// <summary>
    /// Grad-CAM into memory of the network's GPU, for other code there: H×W floats of the layer's size. Nothing is read, and nothing waits.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="at">The layer, N×C×H×W.</param>
    /// <param name="of">What to explain.</param>
    /// <param name="pointer">Room for H×W floats.</param>
    /// <param name="stream">
    /// A stream of the caller, of the GPU's primary context: the map is written in its order. 0 is the default stream.
    /// </param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="asCaffeStoresIt">As for the map on the host.</param>
    /// <param name="cancellationToken">Ends the passes within a few milliseconds.</param>
    /// <exception cref="NotSupportedException">The network's device gives and takes no pointers, as the CPU.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pointer is 0, or there is no such image.</exception>
    /// <exception cref="ArgumentException">The layer has no height and width, or the target does not depend on it.</exception>
    public static void GradCamToDevice(
        this Network network, Hook at, Target of, nint pointer, nint stream = 0, int image = 0, bool asCaffeStoresIt = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pointer);
        if (!network.CanMapChannels)
            throw new NotSupportedException($"{network.Device} takes no pointers: GradCam gives the map as a tensor");
        Hook stored = StoredValue(at, asCaffeStoresIt);
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, stored.Shape.BatchSize);
        network.Backward(OwnScore(of), at, ReluRule.Standard, cancellationToken);
        network.MapChannels(stored, at, image, pointer, stream);
    }

    /// <summary>
    /// Grad-CAM of several targets, one map for each. They share passes where they can (<see cref="Network.BackwardEach"/>).
    /// </summary>
    /// <inheritdoc cref="GradCam(Network, Hook, Target, int, bool, CancellationToken)"/>
    public static Explanation[] GradCam(
        this Network network, Hook at, IReadOnlyList<Target> of, int image = 0, bool asCaffeStoresIt = false,
        CancellationToken cancellationToken = default)
    {
        Target[] scores = [.. of.Select(OwnScore)];
        Hook stored = StoredValue(at, asCaffeStoresIt), input = ImageInput(network);
        if (scores is [var score] && network is { BatchSize: 1, CanMapChannels: true } && image == 0)
        {
            network.Backward(score, at, ReluRule.Standard, cancellationToken);
            var map = new Tensor([1, stored.Height, stored.Width]);
            network.MapChannels(stored, at, image, map.Span);
            return [new Explanation(Method.GradCam, at.Name, score.ToString(image), map, input.Width, input.Height)];
        }
        // Read before the passes, so that it is there while they run, when no other thread can dispose of the network.
        _ = stored.Activation;
        var explanations = new Explanation[scores.Length];
        network.BackwardEach(
            scores, at,
            (i, gradient) => explanations[i] = new Explanation(
                Method.GradCam, at.Name, scores[i].ToString(image),
                GradCamMap.Of(stored.Activation, gradient, image), input.Width, input.Height),
            image: image, cancellationToken: cancellationToken);
        return explanations;
    }

    /// <summary>
    /// Grad-CAM of all images of the batch, one map for each, from one backward pass. Each image has a target of its own if
    /// <paramref name="of"/> has one element an image: <c>net.Prob.Best()</c>, <c>net.Prob.Each(281, 3)</c>. The maps are those of
    /// <see cref="GradCam(Network, Hook, Target, int, bool, CancellationToken)"/> image by image, bit for bit.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="at">The layer, N×C×h×w.</param>
    /// <param name="of">What to explain: one element for all images, or one for each.</param>
    /// <param name="asCaffeStoresIt">As for one image.</param>
    /// <param name="cancellationToken">Ends the pass within a few milliseconds; the network can be used afterwards.</param>
    /// <exception cref="ArgumentException">
    /// The layer has no height and width, or its first axis does not count the images, or the target does not depend on it.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Explanation[] GradCamBatch(
        this Network network, Hook at, Target of, bool asCaffeStoresIt = false, CancellationToken cancellationToken = default)
    {
        Target score = OwnScore(of);
        Hook stored = StoredValue(at, asCaffeStoresIt), input = ImageInput(network);
        foreach (Hook value in new[] { at, score.Hook })
        {
            if (value.Shape.BatchSize != network.BatchSize)
            {
                throw new ArgumentException(
                    $"'{value.Name}' is {value.Shape}, which for {network.BatchSize} images does not say which rows are of which image: "
                    + "explain one image at a time, with an instance for one image");
            }
        }
        // Before the pass: what is gone is computed by another forward pass.
        _ = stored.Activation;
        network.Backward(score, at, ReluRule.Standard, cancellationToken);
        Tensor activation = stored.Activation, gradient = at.Gradient;
        var explanations = new Explanation[network.BatchSize];
        for (int image = 0; image < explanations.Length; image++)
        {
            explanations[image] = new Explanation(
                Method.GradCam, at.Name, score.ToString(image), GradCamMap.Of(activation, gradient, image), input.Width, input.Height);
        }
        return explanations;
    }

    /// <summary>Guided backprop: the gradient at the input, C×H×W in RGB order, through rectifiers only where it is positive.</summary>
    /// <param name="network">The network.</param>
    /// <param name="of">What to explain.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="channels">
    /// Order of the network's input channels; the map of a network that reads colors is RGB. Defaults to what the count of channels says:
    /// 1 is gray, 3 are blue, green, red; other counts have no order to change, and the map keeps the network's.
    /// </param>
    /// <param name="cancellationToken">Ends the pass within a few milliseconds; the network can be used afterwards.</param>
    /// <exception cref="ArgumentException">
    /// The target does not depend on the input, or the input has not as many channels as <paramref name="channels"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Explanation GuidedBackprop(
        this Network network, Target of, int image = 0, ChannelOrder? channels = null, CancellationToken cancellationToken = default) =>
        GradientAtInput(network, Method.GuidedBackprop, ReluRule.Guided, of, image, channels, cancellationToken);

    /// <summary>Deconvnet: the gradient at the input, C×H×W in RGB order, through rectifiers wherever it is positive itself.</summary>
    /// <inheritdoc cref="GuidedBackprop"/>
    public static Explanation Deconvnet(
        this Network network, Target of, int image = 0, ChannelOrder? channels = null, CancellationToken cancellationToken = default) =>
        GradientAtInput(network, Method.Deconvnet, ReluRule.Deconv, of, image, channels, cancellationToken);

    /// <summary>Guided Grad-CAM: guided backprop times the Grad-CAM map at the input's size, pixel by pixel.</summary>
    /// <param name="network">The network.</param>
    /// <param name="at">The layer, N×C×h×w.</param>
    /// <param name="of">What to explain.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="asCaffeStoresIt">As for Grad-CAM.</param>
    /// <param name="channels">As for guided backprop.</param>
    /// <param name="cancellationToken">Ends the passes within a few milliseconds; the network can be used afterwards.</param>
    /// <exception cref="ArgumentException">As for the two.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Explanation GuidedGradCam(
        this Network network, Hook at, Target of, int image = 0, bool asCaffeStoresIt = false, ChannelOrder? channels = null,
        CancellationToken cancellationToken = default) => GuidedGradCam(
            GuidedBackprop(network, of, image, channels, cancellationToken),
            GradCam(network, at, of, image, asCaffeStoresIt, cancellationToken));

    /// <summary>Guided Grad-CAM from its two factors.</summary>
    public static Explanation GuidedGradCam(Explanation guidedBackprop, Explanation gradCam)
    {
        Tensor product = guidedBackprop.Map.Clone();
        ReadOnlySpan<float> map = gradCam.AtInputSize().Span;
        for (int i = 0; i < product.Shape.Count; i++)
            product[i] *= map[i % map.Length];
        return new Explanation(Method.GuidedGradCam, gradCam.Layer, gradCam.Target, product, gradCam.InputWidth, gradCam.InputHeight);
    }

    private static Explanation GradientAtInput(
        Network network, Method method, ReluRule rule, Target of, int image, ChannelOrder? channels, CancellationToken cancellationToken)
    {
        Hook input = ImageInput(network);
        bool isReversed = IsReversed(input, channels);
        Target score = OwnScore(of);
        var map = new Tensor([input.Channels, input.Height, input.Width]);
        network.BackwardEach([score], input, (_, gradient) =>
        {
            for (int channel = 0; channel < input.Channels; channel++)
            {
                int source = isReversed ? input.Channels - 1 - channel : channel;
                gradient.Plane(0, source).CopyTo(map.Span[(channel * input.Height * input.Width)..]);
            }
        }, rule, image, cancellationToken);
        return new Explanation(method, input.Name, score.ToString(image), map, input.Width, input.Height);
    }

    private static bool IsReversed(Hook input, ChannelOrder? channels)
    {
        int expected = channels switch
        {
            null => input.Channels,
            ChannelOrder.Gray => 1,
            ChannelOrder.Bgr or ChannelOrder.Rgb => 3,
            _ => throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected Bgr, Rgb or Gray"),
        };
        if (expected != input.Channels)
        {
            throw new ArgumentException(
                $"{channels} says {expected} channel{(expected == 1 ? "" : "s")}; the input '{input.Name}' of {input.Network.Name} is "
                + $"{input.Shape}, with {input.Channels}: leave out channels, or give the order that the network was trained with",
                nameof(channels));
        }
        return channels == ChannelOrder.Bgr || (channels is null && input.Channels == 3);
    }

    // The value whose channels make the map.
    private static Hook StoredValue(Hook at, bool asCaffeStoresIt)
    {
        if (at.Shape.Rank != 4)
            throw new ArgumentException($"Grad-CAM needs a layer of N×C×H×W; '{at.Name}' ({at.LayerType}) is {at.Shape}", nameof(at));
        Hook stored = asCaffeStoresIt ? at.AsCaffeStoresIt : at;
        return stored.Shape == at.Shape
            ? stored
            : throw new ArgumentException(
                $"Caffe's memory of '{at.Name}' ({at.Shape}) ends as that of '{stored.Name}', {stored.Shape}, "
                + "which does not fit its gradient: use asCaffeStoresIt: false, or another layer", nameof(at));
    }

    private static Target OwnScore(Target of)
    {
        RequireFiniteWeights(of.Hook.Network);
        Target score = of.BeforeSoftmax();
        return score.Hook.Producer is { Operation.IsEachAProbability: true } sigmoid ? score.MovedTo(sigmoid.Inputs[0]) : score;
    }

    // NaN would explain everything, or nothing.
    private static void RequireFiniteWeights(Network network)
    {
        if (network.LayersNotFinite is { Count: > 0 } layers)
        {
            throw new InvalidOperationException(
                $"weights of {layers.Count} layer(s) of {network.Name} are not finite, '{layers[0]}' the first, as after a training that "
                + "diverged: there is nothing to explain; use an earlier snapshot");
        }
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
