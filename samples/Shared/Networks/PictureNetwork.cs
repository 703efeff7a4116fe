using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>A network that looks at pictures.</summary>
/// <param name="Entry">What is known of it.</param>
public abstract record PictureNetwork(ManifestEntry Entry)
{
    private readonly Lazy<CompiledPrototxt> shipped = new(() => CompileShipped(Entry.Prototxt));

    /// <summary>What its prototxt says that it computes.</summary>
    public virtual NetworkDefinition Definition => shipped.Value.Definition;

    /// <summary>What there is to say of it before it runs.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What Caffe does to pixels in the data layer of its prototxt; null if the prototxt has none.</summary>
    public DataTransform? DataLayer { get; init; }

    /// <summary>Losses of its prototxt that are dropped, and that <c>--keep-loss</c> makes predictions.</summary>
    public IReadOnlyList<string> DroppedLosses { get; init; } = [];

    /// <summary>Whether its weights are published, and with them how it is fed.</summary>
    public bool IsPublished => Entry.Caffemodel.File.Length > 0;

    /// <summary>How a photograph becomes its input.</summary>
    public InputTransform Transform => new()
    {
        Channels = Enum.Parse<ChannelOrder>(Entry.Input.Channels, ignoreCase: true),
        Mean = Entry.Input.Mean,
        Scale = Entry.Input.Scale,
    };

    /// <summary>Loads it; the weights belong to the network from now on.</summary>
    public abstract Network Load(WeightSource weights, Device device);

    /// <summary>The same network for pictures of another size.</summary>
    public abstract PictureNetwork WithInputSize(int size);

    /// <summary>The same network, fed as the command line says.</summary>
    public PictureNetwork WithPreprocessing(NetworkRequest request)
    {
        NetworkInput input = Entry.Input;
        // Usual means are those of colors. A prototxt gives them in the order of its channels, whatever their colors are.
        if (request.Channels is { } channels)
        {
            input = channels.Equals(input.Channels, StringComparison.OrdinalIgnoreCase) ? input
                : input with { Channels = channels, Mean = DataLayer is { Mean.Length: > 0 } ? input.Mean : [.. input.Mean.Reverse()] };
        }
        if (request.Mean.Length > 0)
            input = input with { Mean = request.Mean };
        if (request.Scale is { } scale)
            input = input with { Scale = scale };
        return this with { Entry = Entry with { Input = input } };
    }

    /// <summary>
    /// Finds what stands before the probabilities: the listed layer, else what a softmax at the end reads, or the output of a network
    /// without.
    /// </summary>
    public Hook FindLogits(Network network) => Entry.LogitsLayer.Length > 0
        ? FindLayer(network, Entry.LogitsLayer)
        : network.Hooks[^1].BeforeSoftmax;

    /// <summary>
    /// Finds the value that stands for a picture where the network is part of a larger model: what logits are made of, or the output of a
    /// network without.
    /// </summary>
    public Hook FindFeature(Network network) =>
        FindLogits(network) is var logits && (Entry.LogitsLayer.Length > 0 || logits != network.Hooks[^1]) && logits.Producer is { } layer
            ? layer.Inputs[0]
            : logits;

    /// <summary>Makes a photograph the network's input.</summary>
    public void Fill(Network network, Picture photo)
    {
        InputHook input = network.Inputs.Single(input => !PictureInput.IsSize(network.Definition.Values[input.Index]));
        int channels = Transform.Channels == ChannelOrder.Gray ? 1 : 3;
        if (channels != input.Channels)
        {
            throw new UserError(
                $"pictures of {Transform.Channels.ToString().ToUpperInvariant()} have {channels} channel(s); "
                + $"{network.Name} takes {input.Channels}: see --channels");
        }
        if (Transform.Mean.Count != 1 && Transform.Mean.Count != channels)
            throw new UserError($"--mean has {Transform.Mean.Count} numbers; expected one, or one for each of {channels} channel(s)");
        input.Set(Transform.Apply(photo, input.Width, input.Height));
        PictureInput.FillSize(network, input);
    }

    /// <summary>The weights to load: those asked for, or the published file if it is here or built in.</summary>
    public InputFile FindWeights(string? asked, ModelsFolder models)
    {
        if (asked is not null)
            return InputFile.OnDisk(asked);
        if (!IsPublished)
            throw new UserError($"there are no weights for {Entry.Name}: give --weights");
        return models.Find(Entry.Caffemodel.File)
            ?? throw new UserError($"there are no weights for {Entry.Name}: give --weights, or put {Entry.Caffemodel.File} into ./models"
                + (Entry.Caffemodel.Url is { } url ? $" (published at {url})" : Entry.Caffemodel.Page is { } page ? $" (see {page})" : ""));
    }

    /// <summary>Compiles a prototxt of <c>models/</c>.</summary>
    protected static CompiledPrototxt CompileShipped(string file, PrototxtOptions? options = null) =>
        CompiledPrototxt.Parse(ModelsFolder.ReadShared(file), file, options);

    private static Hook FindLayer(Network network, string name) =>
        network.TryGetHook(name, out Hook? hook)
            ? hook
            : throw new InvalidOperationException($"{network.Name} has no layer '{name}', which is listed for it");
}
