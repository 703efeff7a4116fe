using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify;

/// <summary>The networks that are compiled into this program.</summary>
internal static class CompiledNetworks
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

    /// <summary>All of them.</summary>
    public static NetworkCatalog Catalog { get; } = new([.. NetworkCatalog.OfManifest(Loaders)], OtherNames);
}
