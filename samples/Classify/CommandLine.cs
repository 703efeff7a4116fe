using System.CommandLine;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Classify;

/// <summary>The options: each under a modern name and as the original scripts spell it.</summary>
internal sealed class CommandLine
{
    private readonly CommonOptions common = new(
        "Also write photograph, overlay and guided pictures side by side.", "nn",
        "of scenes its example; needed with other networks");
    private readonly NetworkOptions network = new(CompiledNetworks.Catalog.Describe(), Classification.UsualNetwork);
    private readonly RootCommand root;
    private readonly Option<string?> classNames = new("--class-names")
    {
        Description = "Names of the classes, one a line. Default: the network's own; of an unknown prototxt class 1, class 2 …",
    };
    private readonly Option<string[]> labels = Spelled<string[]>(
        "label",
        "What to explain: label numbers as in the original, counted from 1, or class names; "
        + "-1 is what the network predicts. May be repeated.");
    private readonly Option<string?> outputImageName = Spelled<string?>("output_image_name", "Takes the place of the label in file names.");
    private readonly Option<int> seed = Spelled<int>("seed", "Understood for old command lines, without effect: nothing here is random.");
    private readonly Option<int> top = new("--top") { Description = "How many predictions are printed.", DefaultValueFactory = _ => 5 };

    public CommandLine(Func<Request, int> run)
    {
        labels.AllowMultipleArgumentsPerToken = false;
        labels.DefaultValueFactory = _ => ["-1"];
        seed.DefaultValueFactory = _ => 123;
        root = new RootCommand(
            "Explains what a Caffe network sees in a photograph: Grad-CAM, guided backprop and guided Grad-CAM. "
            + "Without arguments: the three labels that scenes predicts for its example, with a strip of each.");
        network.AddTo(root, common.InputSize);
        foreach (Option option in new Option[]
        {
            classNames, common.Image, common.InputSize, labels, outputImageName, common.OutputPath, common.SaveAsHeatMap, common.Strip,
            common.Device, common.Gpu, common.Backend, seed, common.Threads, top, common.Json,
        })
            root.Add(option);
        AtLeast(top, 1);
        NotEmpty(classNames);
        labels.Validators.Add(result =>
        {
            if (result.Tokens.Count < result.IdentifierTokenCount)
            {
                result.AddError(
                    $"--label is given {result.IdentifierTokenCount} times with {result.Tokens.Count} label(s); expected one behind each");
            }
        });
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    private Request ToRequest(ParseResult parsed) => new(network.Read(parsed, common.Read(parsed)))
    {
        ClassNames = parsed.GetValue(classNames),
        Labels = parsed.GetValue(labels) ?? [],
        OutputImageName = parsed.GetValue(outputImageName),
        Top = parsed.GetValue(top),
    };
}
