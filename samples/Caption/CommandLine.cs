using System.CommandLine;
using System.CommandLine.Parsing;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Captioning;

/// <summary>The options: each under a modern name and as the original script, or neuraltalk2, spells it.</summary>
internal sealed class CommandLine
{
    private readonly CommonOptions common = new(
        "Whether to write a strip too: the photograph with the map of each word, unless --strip false; "
        + "of one word only with --strip: photograph, overlay and guided pictures.",
        "cudnn",
        "of the captioner for Scenes its example; needed with other checkpoints");
    private readonly RootCommand root;
    private readonly Option<string?> modelPath = Spelled<string?>(
        "model_path", "The checkpoint of neuraltalk2, a .t7: network, language model and words. Default: what comes with the program.");
    private readonly Option<bool> rgb = new("--rgb")
    {
        Description =
            "Feed red, green, blue, which checkpoints of neuraltalk2 were trained for. "
            + "The original feeds them blue, green, red, and so does this program without it.",
    };
    private readonly Option<string?> layer = Spelled<string?>(
        "layer", "Layer that Grad-CAM looks at, by name or by position (30 is relu5_3 of VGG-16). Default: the network's last activation.");
    private readonly Option<string> caption = Spelled<string>(
        "caption", "The caption to explain; empty for the generated one. Words are letters and digits; unknown ones are UNK.", "--sentence",
        "-sentence");
    private readonly Option<int?> word = new("--word")
    {
        Description = "Explain one word of the caption, counted from 1, rather than all.",
    };
    private readonly Option<int> sampleMax = Spelled<int>("sample_max", "1: take the most probable words; 0: draw words.");
    private readonly Option<int> beamSize = Spelled<int>(
        "beam_size", "How many captions beam search follows; 1 takes the most probable word at each step.");
    private readonly Option<double> temperature = Spelled<double>(
        "temperature", "Of drawn words: below 1 keeps to the most probable ones, above 1 makes all more alike.");
    private readonly Option<int> seed = Spelled<int>("seed", "What drawing begins with.");
    private readonly Option<int?> maxLength = Spelled<int?>(
        "max_length", "How many words are generated at most. Default: as many as the model takes.");

    public CommandLine(Func<Request, int> run)
    {
        caption.DefaultValueFactory = _ => "";
        sampleMax.DefaultValueFactory = _ => 1;
        beamSize.DefaultValueFactory = _ => 1;
        temperature.DefaultValueFactory = _ => 1;
        seed.DefaultValueFactory = _ => 123;
        root = new RootCommand(
            "Makes a caption of a photograph, and explains it, or one that is given: Grad-CAM, guided backprop and guided Grad-CAM.")
        {
            modelPath, common.Image, common.InputSize, rgb, layer, caption, word, sampleMax, beamSize, temperature, seed, maxLength,
            common.OutputPath, common.SaveAsHeatMap, common.Strip, common.Device, common.Gpu, common.Backend, common.Threads, common.Json,
        };
        sampleMax.AcceptOnlyFromAmong("0", "1");
        AtLeast(word, 1);
        AtLeast(beamSize, 1);
        AtLeast(maxLength, 1);
        foreach (Option path in new Option[] { modelPath })
            NotEmpty(path);
        temperature.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<double>() is > 0 and < double.PositiveInfinity)
                return;
            result.AddError($"--temperature is {result.Tokens[^1].Value}; expected a number above 0");
        });
        root.Validators.Add(result =>
        {
            if (result.Errors.Any())
                return;
            bool draws = Given(result.GetResult(sampleMax), 1) == 0;
            if (draws && Given(result.GetResult(beamSize), 1) > 1)
                result.AddError("--beam-size follows the most probable captions, --sample-max 0 draws words; give one of them");
            if (!draws && Given(result.GetResult(temperature), 1.0) != 1)
                result.AddError("--temperature is of drawn words; expected --sample-max 0 with it");
        });
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    // Validators run before defaults are there.
    private static T Given<T>(OptionResult? option, T otherwise) => option is { Implicit: false }
        ? option.GetValueOrDefault<T>()!
        : otherwise;

    private Request ToRequest(ParseResult parsed) => new(common.Read(parsed))
    {
        Strip = Given(parsed.GetResult(common.Strip), parsed.GetValue(word) is null),
        ModelPath = parsed.GetValue(modelPath),
        Rgb = parsed.GetValue(rgb),
        Layer = parsed.GetValue(layer),
        Caption = parsed.GetValue(caption)!,
        Word = parsed.GetValue(word),
        SampleMax = parsed.GetValue(sampleMax) == 1,
        BeamSize = parsed.GetValue(beamSize),
        Temperature = parsed.GetValue(temperature),
        Seed = parsed.GetValue(seed),
        MaxLength = parsed.GetValue(maxLength),
    };
}
