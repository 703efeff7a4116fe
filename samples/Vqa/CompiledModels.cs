using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Vqa;

/// <summary>The networks and models that this program knows, nearly all compiled into it.</summary>
internal static class CompiledModels
{
    private static readonly Dictionary<string, Func<WeightSource, Device, Network>> Classifiers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["vgg19"] = (weights, device) => Vgg19.Load(weights, device),
        ["vgg16"] = (weights, device) => Vgg16.Load(weights, device),
        ["alexnet"] = (weights, device) => AlexNet.Load(weights, device),
    };

    // No classifier: it ends in the feature that stands for a picture.
    private static readonly CompiledNetwork Scenes = new(
        new ManifestEntry(
            "scenes_vqa", "scenes_vqa.prototxt", new PublishedWeights("scenes_vqa.caffemodel", null, null),
            new NetworkInput("bgr", 128, 128, [103.939, 116.779, 123.68], 1), GradCamLayer: "relu6", LogitsLayer: "", Labels: ""),
        (weights, device) => ScenesVqa.Load(weights, device));

    /// <summary>All of them.</summary>
    public static ModelCatalog Catalog { get; } = new(
        new NetworkCatalog(
            [
                Scenes,
                .. NetworkCatalog.OfManifest(Classifiers).Where(network => network is CompiledNetwork || network.Entry.Name == "caffenet"),
            ]),
        [
            new QuestionModel(
                "the model for Scenes", new QuestionModelSizes(32, 40, 2, 256, 144, 42), LoadScenes,
                (weights, device) => ScenesVqaFusion.Load(weights, device)),
            new QuestionModel(
                "VQA_LSTM_CNN", new QuestionModelSizes(200, 512, 2, 1024, 4096, 1000), LoadVqaLstmCnn,
                (weights, device) => VqaLstmCnnFusion.Load(weights, device)),
        ],
        [
            new ModelDefaults(
                "scenes_vqa", "scenes_vqa.t7", "scenes_vqa.json", "What color is the star?", "scenes.example.png",
                "tools/SceneLanguageTrainer"),
            new ModelDefaults(
                "vgg19", "VQA_LSTM_CNN/lstm.t7", "VQA_LSTM_CNN/data_prepro.json", "What animal?", null,
                "https://github.com/VT-vision-lab/VQA_LSTM_CNN"),
        ]);

    /// <summary>The files that are built in.</summary>
    public static ModelsFolder Models { get; } = new(typeof(CompiledModels).Assembly);

    private static UnrolledNetwork LoadScenes(WeightSource weights, Device device) => new(ScenesVqaStep.Load(weights, device));

    private static UnrolledNetwork LoadVqaLstmCnn(WeightSource weights, Device device) => new(VqaLstmCnnStep.Load(weights, device));
}
