using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// The weights of an <c>nn.Sequential</c> in a Torch7 file, by position: the first layer with weights gets those of the first module with
/// weights, the second layer the next, whatever their names. Serves one network. Nothing is copied: the network keeps the file's memory.
/// </summary>
public sealed class SequentialWeights : WeightSource
{
    private readonly string name;
    private readonly Torch7Node sequential;
    private readonly List<TorchModule> modules;
    private readonly Queue<TorchModule> unused;
    private readonly Dictionary<string, LayerWeights> given = new(StringComparer.Ordinal);
    private readonly Lock giving = new();

    /// <summary>Reads the modules.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="sequential">The <c>nn.Sequential</c>.</param>
    /// <exception cref="WeightException">The node is something else.</exception>
    public SequentialWeights(string file, Torch7Node sequential)
    {
        this.sequential = sequential;
        sequential.Object("nn.Sequential");
        name = $"{file}, {sequential}";
        modules = [.. sequential["modules"].List.Select(module => new TorchModule(module))];
        unused = new Queue<TorchModule>(modules.Where(module => module.HasWeights));
    }

    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>The layers that have got weights so far.</summary>
    public override IReadOnlyList<LayerWeights> Layers => [.. given.Values];

    /// <summary>The weights of a layer: the next that no layer has got.</summary>
    public override bool TryFind(string layer, [NotNullWhen(true)] out LayerWeights? weights)
    {
        lock (giving)
        {
            if (!given.TryGetValue(layer, out weights) && unused.TryDequeue(out TorchModule? module))
                given.Add(layer, weights = module.ReadWeights(layer));
            return weights is not null;
        }
    }

    /// <summary>Requires that the layers of a network with these weights compute what the modules do, one by one.</summary>
    /// <exception cref="WeightException">They do not; the message names the module and the layer.</exception>
    public void RequireSame(Network network)
    {
        TorchModule[] computing = [.. modules.Where(module => !module.OnlyReshapes)];
        for (int i = 0; i < Math.Min(computing.Length, network.Layers.Count); i++)
            computing[i].RequireSame(network.Layers[i]);
        if (computing.Length != network.Layers.Count)
        {
            throw sequential["modules"].Wrong(
                $"{network.Layers.Count} modules besides those that reshape, as many as {network.Name} has layers; "
                + $"found {computing.Length}");
        }
    }

    /// <summary>
    /// The prototxt of a network that computes what the modules do, one by one, with their names where a prototxt can have them. It runs
    /// checkpoints of sizes that no compiled network has.
    /// </summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="height">Height of the pictures.</param>
    /// <param name="width">Their width.</param>
    /// <exception cref="WeightException">A module is of an unknown kind.</exception>
    public string ToPrototxt(string network, int height, int width)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"name: \"{network}\"\nlayer {{ name: \"data\" type: \"Input\" top: \"data\" ");
        text.Append(CultureInfo.InvariantCulture, $"input_param {{ shape {{ dim: 1 dim: 3 dim: {height} dim: {width} }} }} }}\n");
        string blob = "data";
        var used = new HashSet<string>(StringComparer.Ordinal) { blob };
        foreach ((int i, TorchModule module) in modules.Index())
        {
            if (module.OnlyReshapes)
                continue;
            string layer = module.Name is { } name && used.Add(name) ? name : $"module_{i + 1}";
            used.Add(layer);
            string top = module.IsInPlace ? blob : layer;
            text.Append(
                CultureInfo.InvariantCulture, $"layer {{ name: \"{layer}\" bottom: \"{blob}\" top: \"{top}\" {module.ToPrototxt()} }}\n");
            blob = top;
        }
        return text.ToString();
    }

    /// <summary>Does nothing: the memory is the file's.</summary>
    public override void Dispose()
    {
    }
}
