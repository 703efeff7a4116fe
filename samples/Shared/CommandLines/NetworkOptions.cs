using System.CommandLine;
using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Dynamic;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>The options that choose the network that looks at the picture, with their rules.</summary>
public sealed class NetworkOptions
{
    private readonly SampleOption<string> network;
    private readonly SampleOption<string> protoFile = Spelled(
        ValueKinds.Path("file", "a prototxt", "deploy.prototxt"), "proto_file",
        "Any prototxt. One that is equal to a known network is that network; any other is compiled now, and needs --weights.");
    private readonly SampleOption<string> weights = Spelled(
        ValueKinds.Path("file", "a caffemodel", "my.caffemodel"), "model_file",
        "The network's weights, a .caffemodel. Default: what is built into the program, or the published file in ./models.",
        "--weights");
    private readonly SampleOption<string> layer = Spelled(
        ValueKinds.Text("name", "a layer's name or position", "relu5_3"), "layer_name",
        "Layer that Grad-CAM looks at, by name or by position (30 is relu5_3 of VGG-16). Default: the network's last activation; "
        + "of an unknown prototxt the last layer with a height and a width, but for poolings.",
        "--layer");
    private readonly SampleOption<string> channels = Named(
        ValueKinds.Choice("bgr", "rgb", "gray"), "--channels",
        "Order of the input's channels. Default: the network's; of an unknown prototxt bgr, or gray if it has one channel.");
    private readonly SampleOption<string> mean = Named(
        ValueKinds.Text("numbers", "one number, or one for each channel, separated by commas", "104,117,123")
            .Where(text => Numbers(text) is not null),
        "--mean",
        "What is subtracted from pixels (0 … 255): "
        + "a number for each channel, in their order, separated by commas, or one for all. Default: the network's; "
        + "of an unknown prototxt what its data layer says; "
        + "without a data layer 103.939,116.779,123.68, as in the original, or 0 if gray.");
    private readonly SampleOption<double?> scale = Named(
        ValueKinds.Number("a number other than 0", 0.017, value => value != 0).OrNone(), "--scale",
        "What pixels are multiplied by then. Default: the network's; of an unknown prototxt what its data layer says, else 1.");
    private readonly SampleOption<string> inputShape = Named(
        ValueKinds.Text("shape", "the axes' lengths", "1,3,224,224")
            .Where(text => text.Trim().Length > 0 && GivenShapes.Parse(text) is not null),
        "--input-shape", "Shape of its input, instead of the file's.");
    private readonly SampleOption<string> ignoreFields = Named(
        ValueKinds.Text("names", "names of fields, separated by commas", "ceil_mode")
            .Where(text => Words(text) is { Count: > 0 } fields && fields.All(IsField)),
        "--ignore-fields", "Fields to ignore although it is not known what they change, separated by commas.");
    private readonly SampleOption<string> stages = Named(
        ValueKinds.Text("names", "names of stages, separated by commas", "deploy").Where(text => Words(text).Count > 0),
        "--stages", "Stages that phase rules see, separated by commas.");
    private readonly SampleOption<int> level = Named(
        ValueKinds.Whole(int.MinValue, int.MaxValue, 1), "--level", "The level that phase rules see.").Or(0);
    private readonly SampleOption<bool> keepLoss = Named(
        ValueKinds.Flag, "--keep-loss", "Losses become predictions (SoftmaxWithLoss a Softmax) instead of being dropped.");
    private readonly SampleOption<bool> lossValues = Named(
        ValueKinds.Flag, "--loss-values", "Losses and accuracies stay the numbers that Caffe computes, of labels that are inputs.");
    private readonly SampleOption<bool> alignCrop = Named(
        ValueKinds.Flag, "--align-crop", "A Crop without an offset aligns its bottoms, as in the forks of HED and FCN.");
    private readonly SampleOption<string> dialect = Named(
        ValueKinds.Text("fork", $"one of {string.Join(", ", Dialects.All)}", "Bvlc").Where(text => Dialects.TryParse(text, out _)) with
        {
            Hint = text => NearestNames.Suggestion(text, Dialects.All.Select(fork => fork.ToString())),
        },
        "--dialect",
        "The fork whose layer types are meant where several have one of a name: "
        + $"{string.Join(", ", Dialects.All)}. "
        + "Default: the first whose fields fit the layer.");

    private readonly SampleOption<string> customLayers = Named(
        ValueKinds.Text("types", "types with the shapes of their tops", "MyType=same; OtherType=1x5")
            .Where(text => CustomLayerType.Parse(text) is { Length: > 0 }),
        "--custom-layers",
        "Layer types that are not known, with the shapes of their tops. What does not depend on them runs and can be explained.");

    /// <summary>Makes the options of one program.</summary>
    /// <param name="names">The networks that it knows by name, in words.</param>
    /// <param name="usual">The one that it takes if none is named.</param>
    public NetworkOptions(string names, string usual)
    {
        network = Named(
            ValueKinds.Text("name", "a network's name", usual).Where(text => text.Trim().Length > 0), "--network",
            $"Network that looks at the picture: {names}. The beginning of a name does if no other begins so. "
            + $"Default: {usual}, or what --proto-file says.");
        Compiling = new OptionGroup(
            "How the prototxt of --proto-file is compiled", inputShape, ignoreFields, stages, level, keepLoss, lossValues,
            dialect, alignCrop, customLayers);
    }

    /// <summary>Those that choose the network.</summary>
    public Option[] Choosing => [network, protoFile, weights];

    /// <summary>Those that say where to look, and how it is fed.</summary>
    public Option[] Feeding => [layer, channels, mean, scale];

    /// <summary>Those that say how a prototxt is compiled.</summary>
    public OptionGroup Compiling { get; }

    /// <summary>Adds the rules to a command line; <c>--input-sz</c> is one of the options of all samples.</summary>
    public void AddRules(RootCommand root, Option inputSize) => root.Validators.Add(result =>
    {
        if (result.IsGiven(network) && result.IsGiven(protoFile))
            result.AddError("--network and --proto-file both pick the network; give one of them");
        if (result.IsGiven(inputShape) && result.IsGiven(inputSize))
            result.AddError("--input-shape and --input-sz both are sizes of the input; give one of them");
        if (result.IsGiven(keepLoss) && result.IsGiven(lossValues))
            result.AddError("--keep-loss and --loss-values both say what becomes of losses; give one of them");
        if (!result.IsGiven(protoFile) && Compiling.Options.FirstOrDefault(result.IsGiven) is { } lone)
            result.AddError($"{lone.Name} says how a prototxt is compiled; expected --proto-file with it");
    });

    /// <summary>Reads them.</summary>
    public NetworkRequest Read(ParseResult parsed, CommonRequest common) => new(common)
    {
        Network = parsed.GetValue(network),
        ProtoFile = parsed.GetValue(protoFile),
        Weights = parsed.GetValue(weights),
        Layer = parsed.GetValue(layer),
        Channels = parsed.GetValue(channels),
        Mean = parsed.GetValue(mean) is { } given ? Numbers(given)!.Value : [],
        Scale = parsed.GetValue(scale),
        Prototxt = new PrototxtOptions
        {
            InputShape = parsed.GetValue(inputShape) ?? "",
            IgnoreFields = Words(parsed.GetValue(ignoreFields)),
            Stages = Words(parsed.GetValue(stages)),
            Level = parsed.GetValue(level),
            KeepLoss = parsed.GetValue(keepLoss),
            LossValues = parsed.GetValue(lossValues),
            AlignCrop = parsed.GetValue(alignCrop),
            Dialect = parsed.GetValue(dialect) ?? "",
            CustomLayers = parsed.GetValue(customLayers) ?? "",
        },
    };

    private static bool IsField(string name) => !char.IsDigit(name[0]) && name.All(c => c == '_' || char.IsLetterOrDigit(c));

    // Lists with the same words are equal, and so are requests with them.
    private static IReadOnlyList<string> Words(string? text)
    {
        if (text is null)
            return [];
        EquatableArray<string> words = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return words;
    }

    private static EquatableArray<double>? Numbers(string text)
    {
        double[] numbers =
        [
            .. text.Split(',').Select(
                part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN),
        ];
        return numbers.All(double.IsFinite) ? [.. numbers] : null;
    }
}
