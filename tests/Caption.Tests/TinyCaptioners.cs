using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Captioning.Tests;

/// <summary>The program with the goldens' networks compiled in, run in this process.</summary>
internal static class TinyCaptioners
{
    /// <summary>The goldens' sizes.</summary>
    public static CaptionModelSizes Sizes { get; } = new(64, 64, 1, 40);

    /// <summary>A catalog of these networks.</summary>
    /// <param name="sizes">Sizes that the language model claims to be compiled for.</param>
    public static CaptionerCatalog Catalog(CaptionModelSizes? sizes = null) => new(
        [
            new Captioner(
                "tiny", sizes ?? Sizes,
                new CompiledNetwork(
                    CompiledCaptioners.Entry("caption_tiny_cnn", 224, "relu5_3"),
                    (weights, device) => CaptionTinyCnn.Load(weights, device)),
                (weights, device) => CaptionTinyStep.Load(weights, device),
                WantsRgb: true),
        ],
        [new CaptionerDefaults("tiny.t7", null, "nowhere")]);

    /// <summary>Runs a command line.</summary>
    public static Report Run(CaptionerCatalog catalog, params string[] arguments)
    {
        Request? request = null;
        var commandLine = new CommandLine(asked =>
        {
            request = asked;
            return 0;
        });
        System.CommandLine.ParseResult parsed = commandLine.Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke());
        return Captions.Run(request!, catalog, new Progress());
    }
}
