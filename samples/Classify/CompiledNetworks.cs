using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify;

/// <summary>The networks that this program knows: some are compiled into it, the others of <c>models/</c> when it runs.</summary>
internal static class CompiledNetworks
{
    private static readonly Dictionary<string, Func<WeightSource, Device, Network>> Loaders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["scenes"] = (weights, device) => Scenes.Load(weights, device),
        ["vgg16"] = (weights, device) => Vgg16.Load(weights, device),
        ["vgg19"] = (weights, device) => Vgg19.Load(weights, device),
        ["alexnet"] = (weights, device) => AlexNet.Load(weights, device),
        ["squeezenet_v1.0"] = (weights, device) => SqueezeNet10.Load(weights, device),
        ["squeezenet_v1.1"] = (weights, device) => SqueezeNet11.Load(weights, device),
    };

    /// <summary>All of them.</summary>
    public static NetworkCatalog Catalog { get; } = new([.. NetworkCatalog.OfManifest(Loaders)]);

    /// <summary>The files that are built in.</summary>
    public static ModelsFolder Models { get; } = new(typeof(CompiledNetworks).Assembly);
}
