using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>Recognizes published networks, of which more is known than their prototxts say.</summary>
internal static class KnownNetwork
{
    /// <summary>What is known of a network; null if it is none of <c>models/manifest.json</c>. Its own name may be another.</summary>
    public static ManifestEntry? Of(NetworkDefinition network)
    {
        if (network.Steps.Length == 0)
            return null;
        // Texts are searched faster than compiled: few have layers of these names.
        string[] names = [$"\"{network.Steps[0].Layer}\"", $"\"{network.Steps[^1].Layer}\""];
        var manifest = Manifest.Read();
        foreach (ManifestEntry entry in manifest.Networks.Concat(manifest.Detectors))
        {
            string text = ModelsFolder.ReadShared(entry.Prototxt);
            if (names.All(name => text.Contains(name, StringComparison.Ordinal))
                && CompiledPrototxt.Parse(text, entry.Prototxt).Definition with { Name = network.Name } == network)
                return entry;
        }
        return null;
    }
}
