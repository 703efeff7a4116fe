using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Captioning;

/// <summary>The captioners that are compiled into this program.</summary>
internal static class CompiledCaptioners
{
    // Trained for blue, green, red, so that what the original feeds is right.
    private static readonly Captioner Scenes = new(
        "the captioner for Scenes", new CaptionModelSizes(80, 80, 1, 15),
        new CompiledNetwork(Entry("scenes_caption", 128, "relu6"), (weights, device) => ScenesCaption.Load(weights, device)),
        (weights, device) => ScenesCaptionStep.Load(weights, device),
        WantsRgb: false);

    private static readonly Captioner Neuraltalk2 = new(
        "neuraltalk2", new CaptionModelSizes(512, 512, 1, 9567),
        new CompiledNetwork(Entry("neuraltalk2_cnn", 224, "relu5_3"), (weights, device) => Neuraltalk2Cnn.Load(weights, device)),
        (weights, device) => Neuraltalk2Step.Load(weights, device),
        WantsRgb: true);

    /// <summary>All of them.</summary>
    public static CaptionerCatalog Catalog { get; } = new(
        [Scenes, Neuraltalk2],
        [
            new CaptionerDefaults("scenes_caption.t7", "scenes_caption.example.png", "tools/SceneLanguageTrainer"),
            new CaptionerDefaults("neuraltalk2/model_id1-501-1448236541.t7", null, "https://github.com/karpathy/neuraltalk2"),
        ]);

    /// <summary>The files that are built in.</summary>
    public static ModelsFolder Models { get; } = new(typeof(CompiledCaptioners).Assembly);

    /// <summary>What is known of a network whose weights are in the checkpoint.</summary>
    public static ManifestEntry Entry(string name, int size, string gradCamLayer) => new(
        name, $"{name}.prototxt", new PublishedWeights("", null, null), new NetworkInput("bgr", size, size, [103.939, 116.779, 123.68], 1),
        gradCamLayer, LogitsLayer: "", Labels: "");
}
