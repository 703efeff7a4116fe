using System.Text.Json;
using System.Text.Json.Serialization;
using CaffeSharpGen.Samples.Files;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>What <c>models/manifest.json</c> says of the networks.</summary>
/// <param name="Networks">The classifiers.</param>
/// <param name="Detectors">The detectors: their outputs are rows of boxes, and their labels begin with the background.</param>
public sealed record Manifest(IReadOnlyList<ManifestEntry> Networks, IReadOnlyList<ManifestEntry> Detectors)
{
    /// <summary>Reads the manifest that is built into the program.</summary>
    public static Manifest Read()
    {
        using Stream json = ModelsFolder.OpenShared("manifest.json");
        return JsonSerializer.Deserialize(json, ManifestJson.Default.Manifest)!;
    }
}

/// <summary>One network.</summary>
public sealed record ManifestEntry(
    string Name, string Prototxt, PublishedWeights Caffemodel, NetworkInput Input, string GradCamLayer, string LogitsLayer, string Labels);

/// <summary>Where its weights are published; no address if they come with the program.</summary>
public sealed record PublishedWeights(string File, string? Url, string? Page);

/// <summary>What its input is: (pixel − mean)·scale.</summary>
public sealed record NetworkInput(string Channels, int Width, int Height, IReadOnlyList<double> Mean, double Scale);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
