using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>Networks that are compiled into a program.</summary>
/// <param name="networks">All of them.</param>
/// <param name="otherNames">What people say, and which network they mean.</param>
public sealed class NetworkCatalog(IReadOnlyList<CompiledNetwork> networks, IReadOnlyDictionary<string, string> otherNames)
{
    /// <summary>All networks.</summary>
    public IReadOnlyList<CompiledNetwork> All => networks;

    /// <summary>Names of all networks.</summary>
    public IEnumerable<string> Names => networks.Select(network => network.Entry.Name);

    /// <summary>The networks that <c>models/manifest.json</c> describes, among those with a loader.</summary>
    public static IEnumerable<CompiledNetwork> OfManifest(IReadOnlyDictionary<string, Func<WeightSource, Device, Network>> loaders) => Manifest.Read().Networks
        .Where(entry => loaders.ContainsKey(entry.Name)).Select(entry => new CompiledNetwork(entry, loaders[entry.Name]));

    /// <summary>Finds a network by its name.</summary>
    public CompiledNetwork Find(string name)
    {
        string wanted = otherNames.GetValueOrDefault(name, name);
        return networks.FirstOrDefault(network => network.Entry.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserError($"there is no compiled network '{name}'; expected one of {string.Join(", ", Names)}");
    }
}
