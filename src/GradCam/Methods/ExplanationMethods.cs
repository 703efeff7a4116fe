namespace CaffeSharpGen.GradCam;

/// <summary>The explanation methods on generated networks: a hook or target of another network does not compile.</summary>
public static class ExplanationMethods
{
    /// <inheritdoc cref="Explain.GradCam(Network, Hook, Target, int, bool)"/>
    public static Explanation GradCam<TNetwork>(
        this Network<TNetwork> network, Hook<TNetwork> at, Target<TNetwork> of, int image = 0, bool asCaffeStoresIt = false)
        where TNetwork : Network<TNetwork> => Explain.GradCam(network, at, of, image, asCaffeStoresIt);

    /// <inheritdoc cref="Explain.GradCam(Network, Hook, IReadOnlyList{Target}, int, bool)"/>
    public static Explanation[] GradCam<TNetwork>(
        this Network<TNetwork> network, Hook<TNetwork> at, IReadOnlyList<Target<TNetwork>> of, int image = 0, bool asCaffeStoresIt = false)
        where TNetwork : Network<TNetwork> => Explain.GradCam(network, at, of, image, asCaffeStoresIt);

    /// <inheritdoc cref="Explain.GuidedBackprop"/>
    public static Explanation GuidedBackprop<TNetwork>(
        this Network<TNetwork> network, Target<TNetwork> of, int image = 0, ChannelOrder channels = ChannelOrder.Bgr)
        where TNetwork : Network<TNetwork> => Explain.GuidedBackprop(network, of, image, channels);

    /// <inheritdoc cref="Explain.Deconvnet"/>
    public static Explanation Deconvnet<TNetwork>(
        this Network<TNetwork> network, Target<TNetwork> of, int image = 0, ChannelOrder channels = ChannelOrder.Bgr)
        where TNetwork : Network<TNetwork> => Explain.Deconvnet(network, of, image, channels);

    /// <inheritdoc cref="Explain.GuidedGradCam(Network, Hook, Target, int, bool, ChannelOrder)"/>
    public static Explanation GuidedGradCam<TNetwork>(
        this Network<TNetwork> network, Hook<TNetwork> at, Target<TNetwork> of, int image = 0, bool asCaffeStoresIt = false, ChannelOrder channels = ChannelOrder.Bgr)
        where TNetwork : Network<TNetwork> => Explain.GuidedGradCam(network, at, of, image, asCaffeStoresIt, channels);
}
