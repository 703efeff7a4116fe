using System.CommandLine;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Networks;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Classify;

/// <summary>The options: each under a modern name and as the original scripts spell it.</summary>
internal sealed class CommandLine
{
    private readonly CommonOptions common = new("Also write photograph, overlay and guided pictures side by side.", "nn");
    private readonly RootCommand root;
    private readonly Option<string?> network = new("--network") { Description = $"Compiled network: {string.Join(", ", CompiledNetworks.Catalog.Names)}. Default: scenes, or what --proto-file says." };
    private readonly Option<string?> protoFile = Spelled<string?>("proto_file", "A prototxt: picks the compiled network of the same content.");
    private readonly Option<string?> weights = Spelled<string?>("model_file", "The weights, a .caffemodel. Default: the network's published file in ./models, or what comes with the program.", "--weights");
    private readonly Option<string?> layer = Spelled<string?>("layer_name", "Layer that Grad-CAM looks at, by name or by position (30 is relu5_3 of VGG-16). Default: the network's last activation.", "--layer");
    private readonly Option<string[]> labels = Spelled<string[]>("label", "What to explain: label numbers as in the original, counted from 1, or class names; -1 is what the network predicts. May be repeated.");
    private readonly Option<string?> outputImageName = Spelled<string?>("output_image_name", "Takes the place of the label in file names.");
    private readonly Option<int> seed = Spelled<int>("seed", "Understood for old command lines, without effect: nothing here is random.");
    private readonly Option<int> top = new("--top") { Description = "How many predictions are printed.", DefaultValueFactory = _ => 5 };

    public CommandLine(Func<Request, int> run)
    {
        labels.AllowMultipleArgumentsPerToken = false;
        labels.DefaultValueFactory = _ => ["-1"];
        seed.DefaultValueFactory = _ => 123;
        root = new RootCommand("Explains what a Caffe network sees in a photograph: Grad-CAM, guided backprop and guided Grad-CAM.")
        {
            network, protoFile, weights, common.Image, common.InputSize, layer, labels, outputImageName, common.OutputPath, common.SaveAsHeatMap, common.Strip, common.Device, common.Gpu, common.Backend, seed, common.Threads, top, common.Json,
        };
        AtLeast(top, 1);
        foreach (Option path in new Option[] { protoFile, weights })
            NotEmpty(path);
        labels.Validators.Add(result =>
        {
            if (result.Tokens.Count < result.IdentifierTokenCount)
                result.AddError($"--label is given {result.IdentifierTokenCount} times with {result.Tokens.Count} label(s); expected one behind each");
        });
        root.Validators.Add(result =>
        {
            if (result.GetResult(network) is { Implicit: false } && result.GetResult(protoFile) is { Implicit: false })
                result.AddError("--network and --proto-file both pick the network; give one of them");
        });
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    private Request ToRequest(ParseResult parsed) => new(common.Read(parsed))
    {
        Network = parsed.GetValue(network),
        ProtoFile = parsed.GetValue(protoFile),
        Weights = parsed.GetValue(weights),
        Layer = parsed.GetValue(layer),
        Labels = parsed.GetValue(labels) ?? [],
        OutputImageName = parsed.GetValue(outputImageName),
        Top = parsed.GetValue(top),
    };
}
