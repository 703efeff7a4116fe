using System.Text.Json;
using System.Text.Json.Serialization;
using CaffeSharpGen.Models.Embedded;

namespace CaffeSharpGen.Models.Download;

/// <summary>What <c>models/manifest.json</c> says of weights.</summary>
internal sealed record Manifest(IReadOnlyList<ManifestNetwork> Networks, IReadOnlyList<ManifestNetwork> Detectors)
{
    /// <summary>Reads the manifest that is built into the library.</summary>
    public static IReadOnlyList<PublishedWeights> Read()
    {
        using Stream json = EmbeddedFile.Open("manifest.json");
        Manifest manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.Manifest)!;
        return [.. manifest.Networks.Concat(manifest.Detectors).Select(network => network.Caffemodel.ToPublishedWeights(network.Name))];
    }
}

/// <summary>One network.</summary>
internal sealed record ManifestNetwork(string Name, ManifestWeights Caffemodel);

/// <summary>Its weights: the authors' address, and others that have the same file.</summary>
internal sealed record ManifestWeights(
    string File, string? Url, IReadOnlyList<string> Mirrors, string? Page, long? Size, string? Sha256, string? Sha1, string? Licence)
{
    public PublishedWeights ToPublishedWeights(string network) => new()
    {
        Name = network,
        File = File,
        Addresses = [.. Mirrors.Prepend(Url).OfType<string>().Select(address => new Uri(address))],
        Page = Page is null ? null : new Uri(Page),
        Size = Size,
        Sha256 = Sha256,
        Sha1 = Sha1,
        License = Licence,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
