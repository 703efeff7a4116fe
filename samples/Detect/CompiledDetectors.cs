using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Detect;

/// <summary>The detectors that this program knows: one is compiled into it, the others of <c>models/</c> when it runs.</summary>
internal static class CompiledDetectors
{
    private static readonly Dictionary<string, Func<WeightSource, Device, Network>> Loaders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["scenes_ssd"] = (weights, device) => ScenesSsd.Load(weights, device),
    };

    /// <summary>All of them.</summary>
    public static NetworkCatalog Catalog { get; } = new([.. NetworkCatalog.Of(Manifest.Read().Detectors, Loaders)]);

    /// <summary>The files that are built in.</summary>
    public static ModelsFolder Models { get; } = new(typeof(CompiledDetectors).Assembly);
}
