using System.CommandLine;
using CaffeSharpGen.Samples;
using static CaffeSharpGen.Samples.OptionRules;

namespace CaffeSharpGen.Classify;

/// <summary>The options: each under a modern name and as the original scripts spell it.</summary>
internal sealed class CommandLine
{
    private readonly Option<string?> network = new("--network") { Description = $"Compiled network: {string.Join(", ", CompiledNetworks.Catalog.Names)}. Default: scenes, or what --proto-file says." };
    private readonly Option<string?> protoFile = Spelled<string?>("proto_file", "A prototxt: picks the compiled network of the same content.");
    private readonly Option<string?> weights = Spelled<string?>("model_file", "The weights, a .caffemodel. Default: the network's published file in ./models, or what comes with the program.", "--weights");
    private readonly Option<string?> image = Spelled<string?>("input_image_path", "The photograph: JPEG, PNG, BMP, WebP or GIF. Default: the example of Scenes.", "--image");
    private readonly Option<int?> inputSize = Spelled<int?>("input_sz", "Width and height of the network's input; must be what it was compiled for.", "--input-size");
    private readonly Option<string?> layer = Spelled<string?>("layer_name", "Layer that Grad-CAM looks at, by name or by position (30 is relu5_3 of VGG-16). Default: the network's last activation.", "--layer");
    private readonly Option<string[]> labels = Spelled<string[]>("label", "What to explain: label numbers as in the original, counted from 1, or class names; -1 is what the network predicts. May be repeated.");
    private readonly Option<string?> outputImageName = Spelled<string?>("output_image_name", "Takes the place of the label in file names.");
    private readonly Option<string> outputPath = Spelled<string>("out_path", "Folder for the pictures.", "--output");
    private readonly Option<int> saveAsHeatMap = Spelled<int>("save_as_heatmap", "1: the map in colours; 0: in grey.");
    private readonly Option<bool> strip = new("--strip") { Description = "Also write photograph, overlay and guided pictures side by side." };
    private readonly Option<string> device = new("--device") { Description = "cpu.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> gpu = Spelled<int>("gpuid", "-1 is the CPU. There is no GPU engine yet.");
    private readonly Option<string> backend = Spelled<string>("backend", "nn or cudnn; understood for old command lines, without effect.");
    private readonly Option<int> seed = Spelled<int>("seed", "Understood for old command lines, without effect: nothing here is random.");
    private readonly Option<int> threads = new("--threads") { Description = "Number of threads; 0 for one a core.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> top = new("--top") { Description = "How many predictions are printed.", DefaultValueFactory = _ => 5 };
    private readonly RootCommand root;
    private readonly Option<bool> json = new("--json") { Description = "Print the report as JSON." };

    public CommandLine(Func<Request, int> run)
    {
        labels.AllowMultipleArgumentsPerToken = false;
        labels.DefaultValueFactory = _ => ["-1"];
        outputPath.DefaultValueFactory = _ => "output/";
        saveAsHeatMap.DefaultValueFactory = _ => 1;
        gpu.DefaultValueFactory = _ => -1;
        backend.DefaultValueFactory = _ => "nn";
        seed.DefaultValueFactory = _ => 123;
        root = new RootCommand("Explains what a Caffe network sees in a photograph: Grad-CAM, guided backprop and guided Grad-CAM.")
        {
            network, protoFile, weights, image, inputSize, layer, labels, outputImageName, outputPath, saveAsHeatMap, strip, device, gpu, backend, seed, threads, top, json,
        };
        saveAsHeatMap.AcceptOnlyFromAmong("0", "1");
        backend.AcceptOnlyFromAmong("nn", "cudnn");
        AtLeast(top, 1);
        AtLeast(threads, 0, 64);
        foreach (Option path in new Option[] { protoFile, weights, image, outputPath })
            NotEmpty(path);
        labels.Validators.Add(result =>
        {
            if (result.Tokens.Count < result.IdentifierTokenCount)
                result.AddError($"--label is given {result.IdentifierTokenCount} times with {result.Tokens.Count} label(s); expected one behind each");
        });
        NoGpu(device, gpu);
        root.Validators.Add(result =>
        {
            if (result.GetResult(network) is { Implicit: false } && result.GetResult(protoFile) is { Implicit: false })
                result.AddError("--network and --proto-file both pick the network; give one of them");
        });
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    private Request ToRequest(ParseResult parsed) => new()
    {
        Network = parsed.GetValue(network),
        ProtoFile = parsed.GetValue(protoFile),
        Weights = parsed.GetValue(weights),
        Image = parsed.GetValue(image),
        InputSize = parsed.GetValue(inputSize),
        Layer = parsed.GetValue(layer),
        Labels = parsed.GetValue(labels) ?? [],
        OutputImageName = parsed.GetValue(outputImageName),
        OutputPath = parsed.GetValue(outputPath)!,
        SaveAsHeatMap = parsed.GetValue(saveAsHeatMap) == 1,
        // Whoever just starts the program wants to see something.
        Strip = parsed.GetValue(strip) || parsed.Tokens.Count == 0,
        Threads = parsed.GetValue(threads),
        Top = parsed.GetValue(top),
        Json = parsed.GetValue(json),
    };
}
