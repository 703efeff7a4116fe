using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Networks;

/// <summary>A network that is checked, compiled when this program runs from a prototxt that it brings along.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="File">The prototxt's name, without folder and extension.</param>
/// <param name="Layer">Where Grad-CAM explains; null for the last value with height and width.</param>
/// <param name="Batch">How many images run at once in checks.</param>
/// <param name="HasWeights">Whether its weights are in this program; else they are random.</param>
internal sealed record NetworkCase(string Name, string File, string? Layer = null, int Batch = 1, bool HasWeights = false)
{
    /// <summary>Those that are measured: the networks of bench/gpu/peers.py, explained at the same place.</summary>
    public static IReadOnlyList<NetworkCase> Measured { get; } =
    [
        new("VGG-16", "vgg16", "relu5_3"),
        new("AlexNet", "alexnet", "relu5"),
        new("SqueezeNet 1.0", "squeezenet_v1.0", "fire9/concat", Batch: 3),
        new("GoogLeNet", "googlenet", "inception_5b/output", Batch: 3),
        new("ResNet-50", "resnet50", "res5c_relu", Batch: 2),
    ];

    /// <summary>Those of a quick check.</summary>
    public static IReadOnlyList<NetworkCase> Small { get; } =
    [
        new("Views", "views", "joined", Batch: 3),
        new("Scenes", "scenes", "relu5", HasWeights: true),
        new("Scenes, questions", "scenes_vqa", "relu5", HasWeights: true),
        new("Scenes, fusion", "scenes_vqa_fusion", Batch: 2),
        new("Scenes, words of questions", "scenes_vqa_step", Batch: 3),
        new("Scenes, words of captions", "scenes_caption_step", Batch: 2),
    ];

    /// <summary>All.</summary>
    public static IReadOnlyList<NetworkCase> All { get; } =
    [
        .. Small,
        .. Measured,
        new("Scenes, captions", "scenes_caption", Batch: 2),
        new("SqueezeNet 1.1", "squeezenet_v1.1"),
        new("MobileNet", "mobilenet_v1", Batch: 2),
        new("DenseNet-121", "densenet121", Batch: 2),
        new("NiN", "nin"),
        new("CaffeNet", "caffenet"),
        new("neuraltalk2, step", "neuraltalk2_step", Batch: 2),
        new("VQA_LSTM_CNN, step", "vqa_lstm_cnn_step", Batch: 2),
        new("VQA_LSTM_CNN, fusion", "vqa_lstm_cnn_fusion", Batch: 2),
        new("ResNet-101", "resnet101"),
        new("ResNet-152", "resnet152"),
        new("VGG-19", "vgg19"),
    ];

    /// <summary>Compiles it.</summary>
    public NetworkDefinition Compile()
    {
        using Stream stream = Resource($"{File}.prototxt");
        return CompiledPrototxt.Read(stream, $"{File}.prototxt").Definition;
    }

    /// <summary>Makes its weights.</summary>
    public WeightSource Weights(NetworkDefinition definition) => HasWeights
        ? CaffeModel.OpenResource(typeof(NetworkCase).Assembly, $"models/{File}.caffemodel")
        : new MemoryWeights(RandomWeights.TensorsFor(definition));

    private static Stream Resource(string name) =>
        typeof(NetworkCase).Assembly.GetManifestResourceStream($"models/{name}")
        ?? throw new InvalidOperationException($"this program was built without models/{name}");
}
