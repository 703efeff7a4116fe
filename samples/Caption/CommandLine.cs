using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Captioning;

/// <summary>The options: each under a modern name and as the original script, or neuraltalk2, spells it.</summary>
internal sealed class CommandLine
{
    private const string Summary =
        "Makes a caption of a photograph, and explains it, or one that is given: Grad-CAM, guided backprop and guided Grad-CAM. "
        + "Without arguments: the example picture, with a strip of the map of each word.";

    private readonly CommonOptions common = new(
        "Whether to write a strip too: the photograph with the map of each word, unless --strip false; "
        + "of one word only with --strip: photograph, overlay and guided pictures.",
        "cudnn",
        "of the captioner for Scenes its example; needed with other checkpoints");
    private readonly RootCommand root = new(Summary);
    private readonly SampleOption<string> modelPath = Spelled(
        ValueKinds.Path("file", "a checkpoint", "neuraltalk2/model_id1-501-1448236541.t7"), "model_path",
        "The checkpoint of neuraltalk2, a .t7: network, language model and words. Default: what is built into the program.");
    private readonly SampleOption<bool> rgb = Named(
        ValueKinds.Flag, "--rgb",
        "Feed red, green, blue, which checkpoints of neuraltalk2 were trained for. "
        + "The original feeds them blue, green, red, and so does this program without it.");
    private readonly SampleOption<string> layer = Spelled(
        ValueKinds.Text("name", "a layer's name or position", "relu5_3"), "layer",
        "Layer that Grad-CAM looks at, by name or by position (30 is relu5_3 of VGG-16). Default: the network's last activation.");
    private readonly SampleOption<string> caption = Spelled(
        ValueKinds.Text("text", "a caption", "\"a dog and a cat\""), "caption",
        "The caption to explain; words are letters and digits, at most as many as the model takes. Default: the generated one.",
        "--sentence", "-sentence");
    private readonly SampleOption<bool> allowUnknown = Named(
        ValueKinds.Flag, "--allow-unknown",
        "Explain a caption of which the model knows no word, as the original does. Without it, that is an error.");
    private readonly SampleOption<int?> word = Named(
        ValueKinds.Whole(1, int.MaxValue, 2).OrNone(), "--word", "Explain one word of the caption, counted from 1, rather than all.");
    private readonly SampleOption<string> sampleMax = Spelled(
        ValueKinds.Choice("1", "0"), "sample_max", "1: take the most probable words; 0: draw words.").Or("1");
    private readonly SampleOption<int> beamSize = Spelled(
        ValueKinds.Whole(1, int.MaxValue, 3), "beam_size",
        "How many captions beam search follows; 1 takes the most probable word at each step.").Or(1);
    private readonly SampleOption<double> temperature = Spelled(
        ValueKinds.Number("a number above 0", 0.5, value => value > 0), "temperature",
        "Of drawn words: below 1 keeps to the most probable ones, above 1 makes all more alike.").Or(1);
    private readonly SampleOption<int> seed = Spelled(
        ValueKinds.Whole(int.MinValue, int.MaxValue, 123), "seed", "What drawing begins with.").Or(123);
    private readonly SampleOption<int?> maxLength = Spelled(
        ValueKinds.Whole(1, int.MaxValue, 16).OrNone(), "max_length",
        "How many words are generated at most. Default: as many as the model takes.");

    public CommandLine(Func<Request, int> run)
    {
        new HelpText(
            "caption", Summary,
            [
                new OptionGroup("What is explained", common.Image, caption, word, allowUnknown),
                new OptionGroup("The model", modelPath, common.InputSize, rgb, layer),
                new OptionGroup("How a caption is made", beamSize, maxLength, sampleMax, temperature, seed),
                new OptionGroup("What is written", common.OutputPath, common.SaveAsHeatMap, common.Strip, common.Json),
                new OptionGroup("How it runs", common.Devices.All),
            ],
            [
                new HelpExample("", "Explains the example."),
                new HelpExample("--caption \"a yellow star above a blue square\" --word 3", "Explains one word of a caption."),
                new HelpExample(
                    "--model-path neuraltalk2/model_id1-501-1448236541.t7 photo.jpg --beam-size 3",
                    "Describes a photograph by a checkpoint of neuraltalk2."),
                new HelpExample("--json --image - < photo.jpg", "Reads the standard input, and reports as JSON."),
            ]).AddTo(root);
        common.AddTo(root);
        root.Validators.Add(Check);
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    // Options that are wrong by themselves say so.
    private void Check(CommandResult result)
    {
        bool draws = GivenText(sampleMax) == "0";
        if (draws && int.TryParse(GivenText(beamSize), CultureInfo.InvariantCulture, out int size) && size > 1)
            result.AddError("--beam-size follows the most probable captions, --sample-max 0 draws words; give one of them");
        if (!draws && double.TryParse(GivenText(temperature), CultureInfo.InvariantCulture, out double given) && given > 0 && given != 1)
            result.AddError("--temperature is of drawn words; expected --sample-max 0 with it");

        string? GivenText(Option option) => result.GetResult(option)?.Tokens.LastOrDefault()?.Value;
    }

    private Request ToRequest(ParseResult parsed) => new(common.Read(parsed))
    {
        Strip = parsed.CommandResult.IsGiven(common.Strip) ? parsed.GetValue(common.Strip) : parsed.GetValue(word) is null,
        ModelPath = parsed.GetValue(modelPath),
        Rgb = parsed.GetValue(rgb),
        Layer = parsed.GetValue(layer),
        Caption = parsed.GetValue(caption) ?? "",
        AllowUnknown = parsed.GetValue(allowUnknown),
        Word = parsed.GetValue(word),
        SampleMax = parsed.GetValue(sampleMax) == "1",
        BeamSize = parsed.GetValue(beamSize),
        Temperature = parsed.GetValue(temperature),
        Seed = parsed.GetValue(seed),
        MaxLength = parsed.GetValue(maxLength),
    };
}
