namespace CaffeSharpGen.GradCam;

/// <summary>The explanation methods on compiled networks: a hook or target of another network class does not compile.</summary>
public static class ExplanationMethods
{
    /// <inheritdoc cref="Explain.GradCam(Network, Hook, Target, int, bool, CancellationToken)"/>
    public static Explanation GradCam<TNetwork>(
        this CompiledNetwork<TNetwork> network, At<TNetwork> at, Of<TNetwork> of, int image = 0, bool asCaffeStoresIt = false,
        CancellationToken cancellationToken = default)
        where TNetwork : class => Explain.GradCam(network, at.Hook, of.Target, image, asCaffeStoresIt, cancellationToken);

    /// <inheritdoc cref="Explain.GradCam(Network, Hook, IReadOnlyList{Target}, int, bool, CancellationToken)"/>
    public static Explanation[] GradCam<TNetwork>(
        this CompiledNetwork<TNetwork> network, At<TNetwork> at, ReadOnlySpan<Of<TNetwork>> of, int image = 0, bool asCaffeStoresIt = false,
        CancellationToken cancellationToken = default)
        where TNetwork : class
    {
        var targets = new Target[of.Length];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = of[i].Target;
        return Explain.GradCam(network, at.Hook, targets, image, asCaffeStoresIt, cancellationToken);
    }

    /// <inheritdoc cref="Explain.GradCamBatch"/>
    public static Explanation[] GradCamBatch<TNetwork>(
        this CompiledNetwork<TNetwork> network, At<TNetwork> at, Of<TNetwork> of, bool asCaffeStoresIt = false,
        CancellationToken cancellationToken = default)
        where TNetwork : class => Explain.GradCamBatch(network, at.Hook, of.Target, asCaffeStoresIt, cancellationToken);

    /// <inheritdoc cref="Explain.GuidedBackprop"/>
    public static Explanation GuidedBackprop<TNetwork>(
        this CompiledNetwork<TNetwork> network, Of<TNetwork> of, int image = 0, ChannelOrder? channels = null,
        CancellationToken cancellationToken = default)
        where TNetwork : class => Explain.GuidedBackprop(network, of.Target, image, channels, cancellationToken);

    /// <inheritdoc cref="Explain.Deconvnet"/>
    public static Explanation Deconvnet<TNetwork>(
        this CompiledNetwork<TNetwork> network, Of<TNetwork> of, int image = 0, ChannelOrder? channels = null,
        CancellationToken cancellationToken = default)
        where TNetwork : class => Explain.Deconvnet(network, of.Target, image, channels, cancellationToken);

    /// <inheritdoc cref="Explain.GuidedGradCam(Network, Hook, Target, int, bool, ChannelOrder?, CancellationToken)"/>
    public static Explanation GuidedGradCam<TNetwork>(
        this CompiledNetwork<TNetwork> network, At<TNetwork> at, Of<TNetwork> of, int image = 0, bool asCaffeStoresIt = false,
        ChannelOrder? channels = null, CancellationToken cancellationToken = default)
        where TNetwork : class =>
        Explain.GuidedGradCam(network, at.Hook, of.Target, image, asCaffeStoresIt, channels, cancellationToken);
}
