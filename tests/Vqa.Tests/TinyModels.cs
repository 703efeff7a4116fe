using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Vqa.Tests;

/// <summary>The program with the goldens' networks compiled in, run in this process.</summary>
internal static class TinyModels
{
    /// <summary>The goldens' sizes.</summary>
    public static QuestionModelSizes Sizes { get; } = new(50, 48, 2, 128, 256, 20);

    /// <summary>A catalog of these networks.</summary>
    /// <param name="sizes">Sizes that the question answering model claims to be compiled for.</param>
    public static ModelCatalog Catalog(QuestionModelSizes? sizes = null) => new(
        new NetworkCatalog(
            [
                new CompiledNetwork(
                    new ManifestEntry(
                        "vgg19_tiny", "vgg19_tiny.prototxt", new PublishedWeights("vgg19_tiny.caffemodel", null, null),
                        new NetworkInput("bgr", 224, 224, [103.939, 116.779, 123.68], 1), "relu5_4", "fc8", ""),
                    (weights, device) => Vgg19Tiny.Load(weights, device)),
            ]),
        [new QuestionModel("tiny", sizes ?? Sizes, LoadEncoder, (weights, device) => VqaTinyFusion.Load(weights, device))],
        [new ModelDefaults("vgg19_tiny", "lstm.t7", "data_prepro.json", "What animal?", null, "nowhere")]);

    /// <summary>Runs a command line.</summary>
    public static Report Run(ModelCatalog catalog, params string[] arguments)
    {
        Request? request = null;
        var commandLine = new CommandLine(catalog, asked =>
        {
            request = asked;
            return 0;
        });
        System.CommandLine.ParseResult parsed = commandLine.Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke());
        return Answering.Run(request!, catalog, new Progress());
    }

    private static UnrolledNetwork LoadEncoder(WeightSource weights, Device device) => new(VqaTinyStep.Load(weights, device));
}
