using CaffeSharpGen.NetworkTimes;

namespace CaffeSharpGen.SideBySide;

/// <summary>A network of the comparison.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="File">Its prototxt in models/, without extension.</param>
/// <param name="Layer">The layer that Grad-CAM looks at, as in models/README.md.</param>
/// <param name="Logits">The layer whose elements are explained.</param>
/// <param name="Load">Makes it our network, from a caffemodel.</param>
internal sealed record NetworkCase(string Name, string File, string Layer, string Logits, Func<string, Device, int, Network> Load)
{
    public const string Probabilities = "prob";

    public static IReadOnlyList<NetworkCase> All { get; } =
    [
        new("VGG-16", "vgg16", "relu5_3", "fc8", (path, device, batch) => Vgg16.Load(path, device, batch)),
        new("AlexNet", "alexnet", "relu5", "fc8", (path, device, batch) => AlexNet.Load(path, device, batch)),
        new("SqueezeNet 1.0", "squeezenet_v1.0", "fire9/concat", "pool10", (path, device, batch) => SqueezeNet10.Load(path, device, batch)),
        new("GoogLeNet", "googlenet", "inception_5b/output", "loss3/classifier", (path, device, batch) => GoogLeNet.Load(path, device, batch)),
        new("ResNet-50", "resnet50", "res5c_relu", "fc1000", (path, device, batch) => ResNet50.Load(path, device, batch)),
    ];

    public static NetworkCase Find(string file) => All.Single(network => network.File == file);

    public string Prototxt => Path.Combine(RandomWeights.Models, $"{File}.prototxt");

    public string CaffeModel => Artifact("caffemodel");

    /// <summary>A file of it among those that are written here: in artifacts/, which is not tracked.</summary>
    public string Artifact(string extension) => Path.Combine(Folder, $"{File}.{extension}");

    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(RandomWeights.Models, "..", "artifacts", "side-by-side"));
}
