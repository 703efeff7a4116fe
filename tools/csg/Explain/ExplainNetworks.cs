using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>Networks that the tool knows by name: those of <c>models/manifest.json</c>, compiled when they are asked for.</summary>
internal static class ExplainNetworks
{
    private static readonly Lazy<NetworkCatalog> Catalog = new(() => new(
        [.. NetworkCatalog.OfManifest(new Dictionary<string, Func<WeightSource, Device, Network>>())], new Dictionary<string, string>()));

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Catalog.Value.Names;

    /// <summary>Whether a text means a file rather than one of the names.</summary>
    public static bool IsFile(string network) =>
        !Names.Contains(network, StringComparer.OrdinalIgnoreCase)
        && (File.Exists(network) || network.AsSpan().ContainsAny('/', '\\') || Path.HasExtension(network));

    /// <summary>The network that a command line asks for.</summary>
    /// <exception cref="UserError">There is none of the name, or it does not take pictures.</exception>
    public static PictureNetwork Find(NetworkRequest request)
    {
        if (request.Network is { } name && !Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            string[] longer = [.. Names.Where(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
            string near = longer.Length > 0
                ? $"; did you mean {string.Join(" or ", longer.Select(known => $"'{known}'"))}?"
                : NearestNames.Suggestion(name, Names);
            throw new UserError(
                $"there is no network '{name}'{(near.Length > 0 ? near : $"; expected a prototxt, or one of {string.Join(", ", Names)}")}");
        }
        return NetworkChoice.Find(request, Catalog.Value, usual: "");
    }
}
