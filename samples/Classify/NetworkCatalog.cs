using CaffeSharpGen.GradCam;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify;

/// <summary>The networks that are compiled into this program.</summary>
internal static class NetworkCatalog
{
    private static readonly Dictionary<string, Func<WeightSource, Device, Network>> Loaders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["scenes"] = (weights, device) => Scenes.Load(weights, device),
        ["vgg16"] = (weights, device) => Vgg16.Load(weights, device),
        ["vgg19"] = (weights, device) => Vgg19.Load(weights, device),
        ["alexnet"] = (weights, device) => AlexNet.Load(weights, device),
        ["caffenet"] = (weights, device) => CaffeNet.Load(weights, device),
        ["googlenet"] = (weights, device) => GoogLeNet.Load(weights, device),
        ["squeezenet_v1.0"] = (weights, device) => SqueezeNet10.Load(weights, device),
        ["squeezenet_v1.1"] = (weights, device) => SqueezeNet11.Load(weights, device),
        ["resnet50"] = (weights, device) => ResNet50.Load(weights, device),
        ["resnet101"] = (weights, device) => ResNet101.Load(weights, device),
        ["resnet152"] = (weights, device) => ResNet152.Load(weights, device),
        ["nin"] = (weights, device) => NiN.Load(weights, device),
        ["mobilenet_v1"] = (weights, device) => MobileNetV1.Load(weights, device),
        ["densenet121"] = (weights, device) => DenseNet121.Load(weights, device),
    };

    // What people say.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["squeezenet"] = "squeezenet_v1.0",
        ["mobilenet"] = "mobilenet_v1",
        ["densenet"] = "densenet121",
        ["resnet"] = "resnet50",
        ["vgg"] = "vgg16",
    };

    /// <summary>Names of all networks.</summary>
    public static IEnumerable<string> Names => Loaders.Keys;

    /// <summary>All networks.</summary>
    public static IEnumerable<CompiledNetwork> All =>
        Manifest.Read().Networks.Select(entry => new CompiledNetwork(entry, Loaders[entry.Name]));

    /// <summary>Finds a network by its name.</summary>
    public static CompiledNetwork Find(string name)
    {
        string wanted = OtherNames.GetValueOrDefault(name, name);
        return All.FirstOrDefault(network => network.Entry.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserError($"there is no compiled network '{name}'; expected one of {string.Join(", ", Names)}");
    }
}

/// <summary>A network that is compiled into this program.</summary>
/// <param name="Entry">What is known of it.</param>
/// <param name="Load">Loads it.</param>
internal sealed record CompiledNetwork(ManifestEntry Entry, Func<WeightSource, Device, Network> Load)
{
    /// <summary>How a photograph becomes its input.</summary>
    public InputTransform Transform => new()
    {
        Channels = Enum.Parse<ChannelOrder>(Entry.Input.Channels, ignoreCase: true),
        Mean = Entry.Input.Mean,
        Scale = Entry.Input.Scale,
    };

    /// <summary>The weights to load: those asked for, or the published file if it is here.</summary>
    public string FindWeights(string? asked)
    {
        if (asked is not null)
            return asked;
        return Resources.FindModelFile(Entry.Caffemodel.File)
            ?? throw new UserError($"there are no weights for {Entry.Name}: give --weights, or put {Entry.Caffemodel.File} into ./models"
                + (Entry.Caffemodel.Url is { } url ? $" (published at {url})" : Entry.Caffemodel.Page is { } page ? $" (see {page})" : ""));
    }

    /// <summary>Names of its classes, in the order of its outputs.</summary>
    public string[] ReadLabels()
    {
        string file = Resources.FindModelFile(Entry.Labels) ?? throw new UserError($"the class names, models/{Entry.Labels}, are neither in the current folder nor beside the program");
        return [.. File.ReadAllLines(file).Where(line => line.Length > 0)];
    }
}
