using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>A way to explain a class, as the command line names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">Explains a target by a layer, of a network with an order of channels.</param>
/// <param name="HasOverlay">Whether its map has one channel, which can lie over the picture.</param>
internal sealed record ExplanationMethod(string Name, Func<Network, Hook, Target, ChannelOrder, Explanation> Run, bool HasOverlay = false)
{
    private static readonly ExplanationMethod[] All =
    [
        new("grad-cam", (network, at, of, _) => network.GradCam(at, of), HasOverlay: true),
        new("guided-backprop", (network, _, of, channels) => network.GuidedBackprop(of, channels: channels)),
        new("guided-grad-cam", (network, at, of, channels) => network.GuidedGradCam(at, of, channels: channels)),
        new("deconvnet", (network, _, of, channels) => network.Deconvnet(of, channels: channels)),
    ];

    /// <summary>Names of all, the usual one first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(method => method.Name)];

    /// <summary>Whether its map is that of a layer.</summary>
    public bool ReadsLayer => Name.EndsWith("grad-cam", StringComparison.Ordinal);

    /// <summary>The method of a name.</summary>
    public static ExplanationMethod Named(string name) => All.First(method => method.Name == name);

    /// <summary>The map as a picture of the input's size.</summary>
    public Picture Draw(Explanation explanation) => HasOverlay ? explanation.ToHeatMap() : explanation.ToPicture();
}
