using CaffeSharpGen.Models.Download;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;
using PublishedWeights = CaffeSharpGen.Models.Download.PublishedWeights;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>Networks that the tool knows by name: those of <c>models/manifest.json</c>, compiled when they are asked for.</summary>
internal static class ExplainNetworks
{
    private static readonly Lazy<NetworkCatalog> Catalog = new(() =>
    {
        var none = new Dictionary<string, Func<WeightSource, Device, Network>>();
        return new([.. NetworkCatalog.OfManifest(none), .. NetworkCatalog.Of(Manifest.Read().Detectors, none)]);
    });

    /// <summary>Labels of published networks, and the weights that come with the tool.</summary>
    public static ModelsFolder Models { get; } = new(typeof(ExplainNetworks).Assembly);

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

    /// <summary>The weights that a command line asks for: a file, or those of a known network, here or where <c>csg get</c> puts them.</summary>
    /// <exception cref="UserError">There are none.</exception>
    public static InputFile FindWeights(PictureNetwork network, string? asked)
    {
        PublishedWeights? published = asked is null && network.IsPublished
            ? PublishedWeights.All.FirstOrDefault(weights => weights.Name.Equals(network.Entry.Name, StringComparison.OrdinalIgnoreCase))
            : null;
        if (published is null || Models.Find(network.Entry.Caffemodel.File) is not null)
            return network.FindWeights(asked, Models);
        return WeightStore.Default.Contains(published)
            ? InputFile.OnDisk(WeightStore.Default.PathOf(published))
            : throw new UserError(
                $"there are no weights for {network.Entry.Name}: csg get {published.Name} downloads them, or give --weights");
    }
}
