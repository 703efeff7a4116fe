using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Language;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Captioning;

/// <summary>
/// Captioners of sizes that none is compiled for: both networks are made of what the checkpoint says, and compiled when the program runs.
/// </summary>
internal static class RunTimeCaptioner
{
    private const string PictureName = "caption_cnn";

    // What neuraltalk2 is trained with.
    private const int InputSize = 224;

    /// <summary>The captioner of a checkpoint.</summary>
    public static Captioner Of(CaptionCheckpoint checkpoint) => new(
        $"a captioner of {checkpoint.Sizes}", checkpoint.Sizes, Picture(checkpoint),
        (weights, device) => new Network(Step(checkpoint.Sizes), weights, device), WantsRgb: true);

    /// <summary>One step of the language model: <c>neuraltalk2_step</c> with these sizes, and as many layers.</summary>
    public static NetworkDefinition Step(CaptionModelSizes sizes)
    {
        var step = new LstmPrototxt("caption_step");
        step.AddInput("input", sizes.InputEncodingSize);
        step.AddInput("state", 2 * sizes.RnnLayers * sizes.RnnSize);
        string last = step.AddLstm("input", sizes.RnnSize, sizes.RnnLayers);
        step.AddProduct("decoder", last, sizes.Words + 1);
        step.Add("log_prob", "LogSoftmax", "decoder");
        return step.Compile();
    }

    /// <summary>The network that looks at the picture: the checkpoint's modules as layers.</summary>
    public static PictureNetwork Picture(CaptionCheckpoint checkpoint)
    {
        ManifestEntry entry = CompiledCaptioners.Entry(PictureName, InputSize, gradCamLayer: "");
        string prototxt = checkpoint.ReadPictureNetwork().ToPrototxt(PictureName, InputSize, InputSize);
        var options = new PrototxtOptions();
        return new RunTimeNetwork(entry, Compile(options), Compile, options);

        CompiledPrototxt Compile(PrototxtOptions options) => CompiledPrototxt.Parse(prototxt, entry.Prototxt, options);
    }
}
