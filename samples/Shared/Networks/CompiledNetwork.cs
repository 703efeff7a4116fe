using CaffeSharpGen.GradCam;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>A network that is compiled into this program.</summary>
/// <param name="Entry">What is known of it.</param>
/// <param name="Load">Loads it.</param>
public sealed record CompiledNetwork(ManifestEntry Entry, Func<WeightSource, Device, Network> Load)
{
    /// <summary>How a photograph becomes its input.</summary>
    public InputTransform Transform => new()
    {
        Channels = Enum.Parse<ChannelOrder>(Entry.Input.Channels, ignoreCase: true),
        Mean = Entry.Input.Mean,
        Scale = Entry.Input.Scale,
    };

    /// <summary>Checks an input size that was asked for.</summary>
    public void RequireInputSize(int? size)
    {
        if (size is { } asked && (asked != Entry.Input.Width || asked != Entry.Input.Height))
            throw new UserError($"{Entry.Name} is compiled for pictures of {Entry.Input.Width}×{Entry.Input.Height}; expected --input-sz {Entry.Input.Width}, found {asked}");
    }

    /// <summary>Finds the value that stands for a picture where the network is part of a larger model: what logits are made of, or the output of a network without.</summary>
    public Hook FindFeature(Network network) => Entry.LogitsLayer.Length > 0 ? FindLayer(network, Entry.LogitsLayer).Producer!.Inputs[0] : network.Hooks[^1];

    /// <summary>Finds a layer that the network is known to have.</summary>
    public Hook FindLayer(Network network, string name) =>
        network.TryGetHook(name, out Hook? hook) ? hook : throw new InvalidOperationException($"{network.Name} has no layer '{name}', which is listed for it");

    /// <summary>Makes a photograph the network's input.</summary>
    public void Fill(Network network, Picture photo)
    {
        Hook input = network.Inputs.Single();
        ((InputHook)input).Set(Transform.Apply(photo, input.Width, input.Height));
    }

    /// <summary>The weights to load: those asked for, or the published file if it is here.</summary>
    public string FindWeights(string? asked)
    {
        if (asked is not null)
            return asked;
        return ModelsFolder.Find(Entry.Caffemodel.File)
            ?? throw new UserError($"there are no weights for {Entry.Name}: give --weights, or put {Entry.Caffemodel.File} into ./models"
                + (Entry.Caffemodel.Url is { } url ? $" (published at {url})" : Entry.Caffemodel.Page is { } page ? $" (see {page})" : ""));
    }

    /// <summary>Names of its classes, in the order of its outputs.</summary>
    public string[] ReadLabels()
    {
        string file = ModelsFolder.Find(Entry.Labels) ?? throw new UserError($"the class names, models/{Entry.Labels}, are neither in the current folder nor beside the program");
        return [.. File.ReadAllLines(file).Where(line => line.Length > 0)];
    }
}
