using CaffeSharpGen.Language;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Vqa;

/// <summary>The networks and models that are compiled into this program.</summary>
internal static class CompiledModels
{
    private static readonly Dictionary<string, Func<WeightSource, Device, Network>> Loaders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["vgg19"] = (weights, device) => Vgg19.Load(weights, device),
        ["vgg16"] = (weights, device) => Vgg16.Load(weights, device),
        ["alexnet"] = (weights, device) => AlexNet.Load(weights, device),
        ["caffenet"] = (weights, device) => CaffeNet.Load(weights, device),
    };

    /// <summary>All of them.</summary>
    public static ModelCatalog Catalog { get; } = new(
        new NetworkCatalog([.. NetworkCatalog.OfManifest(Loaders)], new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["vgg"] = "vgg19" }),
        [new QuestionModel("VQA_LSTM_CNN", new QuestionModelSizes(200, 512, 2, 1024, 4096, 1000), LoadVqaLstmCnn, (weights, device) => VqaLstmCnnFusion.Load(weights, device))],
        [new ModelDefaults("vgg19", "VQA_LSTM_CNN/lstm.t7", "VQA_LSTM_CNN/data_prepro.json", "What animal?", null, "https://github.com/VT-vision-lab/VQA_LSTM_CNN")]);

    private static UnrolledNetwork LoadVqaLstmCnn(WeightSource weights, Device device)
    {
        var step = VqaLstmCnnStep.Load(weights, device);
        return new UnrolledNetwork(step, () => step.Share());
    }
}
