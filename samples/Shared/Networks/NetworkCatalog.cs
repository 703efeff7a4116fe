using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>Networks that a program knows by name: compiled into it, or compiled when it runs.</summary>
/// <param name="networks">All of them.</param>
public sealed class NetworkCatalog(IReadOnlyList<PictureNetwork> networks)
{
    /// <summary>All networks.</summary>
    public IReadOnlyList<PictureNetwork> All => networks;

    /// <summary>Names of all networks.</summary>
    public IEnumerable<string> Names => networks.Select(network => network.Entry.Name);

    /// <summary>Names of those that are compiled into the program.</summary>
    public IEnumerable<string> CompiledNames => networks.OfType<CompiledNetwork>().Select(network => network.Entry.Name);

    /// <summary>All names, in words.</summary>
    public string Describe()
    {
        string compiled = string.Join(", ", CompiledNames), others = string.Join(", ", Names.Except(CompiledNames));
        return others.Length > 0
            ? $"{compiled}, which are compiled into the program, or {others}, which are compiled when it runs"
            : compiled;
    }

    /// <summary>
    /// The classifiers that <c>models/manifest.json</c> describes: by their classes where there are loaders, else by their prototxts.
    /// </summary>
    public static IEnumerable<PictureNetwork> OfManifest(IReadOnlyDictionary<string, Func<WeightSource, Device, Network>> loaders) =>
        Of(Manifest.Read().Networks, loaders);

    /// <summary>The networks of some entries of the manifest.</summary>
    public static IEnumerable<PictureNetwork> Of(
        IEnumerable<ManifestEntry> entries, IReadOnlyDictionary<string, Func<WeightSource, Device, Network>> loaders) =>
        entries.Select(entry => loaders.TryGetValue(entry.Name, out Func<WeightSource, Device, Network>? loader)
            ? new CompiledNetwork(entry, loader)
            : (PictureNetwork)new RunTimeNetwork(entry));

    /// <summary>Finds a network by its name, or by how only its name begins.</summary>
    /// <exception cref="UserError">There is none, or several names begin so.</exception>
    public PictureNetwork Find(string name)
    {
        if (networks.FirstOrDefault(network => network.Entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } exact)
            return exact;
        PictureNetwork[] similar = [.. networks.Where(network => network.Entry.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        if (similar.Length == 1)
            return similar[0];
        throw new UserError(similar.Length > 1
            ? $"there is no network '{name}'; did you mean {Either([.. similar.Select(network => network.Entry.Name)])}?"
            : $"there is no network '{name}'; expected one of {string.Join(", ", Names)}{NearestNames.Suggestion(name, Names)}");
    }

    private static string Either(string[] names) => $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
