using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Dynamic;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>The options that choose the network that looks at the picture, with their rules.</summary>
public sealed class NetworkOptions
{
    private readonly Option<string?> network = new("--network");
    private readonly Option<string?> protoFile = Spelled<string?>(
        "proto_file",
        "Any prototxt. One that is equal to a known network is that network; any other is compiled now, and needs --weights.");
    private readonly Option<string?> weights = Spelled<string?>(
        "model_file", "The network's weights, a .caffemodel. Default: the published file in ./models, or what comes with the program.",
        "--weights");
    private readonly Option<string?> layer = Spelled<string?>(
        "layer_name",
        "Layer that Grad-CAM looks at, by name or by position (30 is relu5_3 of VGG-16). Default: the network's last activation; "
        + "of an unknown prototxt the last layer with a height and a width.",
        "--layer");
    private readonly Option<string?> channels = new("--channels")
    {
        Description =
            "Order of the input's channels: bgr, rgb or gray. Default: the network's; "
            + "of an unknown prototxt bgr, or gray if it has one channel.",
    };
    private readonly Option<string?> mean = new("--mean")
    {
        Description =
            "What is subtracted from pixels (0 … 255): "
            + "a number for each channel, in their order, separated by commas, or one for all. Default: the network's; "
            + "of an unknown prototxt what its data layer says; "
            + "without a data layer 103.939,116.779,123.68, as in the original, or 0 if gray.",
    };
    private readonly Option<double?> scale = new("--scale")
    {
        Description =
            "What pixels are multiplied by then. Default: the network's; of an unknown prototxt what its data layer says, else 1.",
    };
    private readonly Option<string?> inputShape = new("--input-shape")
    {
        Description = "With --proto-file: shape of its input, such as 1,3,224,224, instead of the file's.",
    };
    private readonly Option<string?> ignoreFields = new("--ignore-fields")
    {
        Description = "With --proto-file: fields to ignore although it is not known what they change, separated by commas.",
    };
    private readonly Option<string?> stages = new("--stages")
    {
        Description = "With --proto-file: stages that phase rules see, separated by commas.",
    };
    private readonly Option<int> level = new("--level") { Description = "With --proto-file: the level that phase rules see." };
    private readonly Option<bool> keepLoss = new("--keep-loss")
    {
        Description = "With --proto-file: losses stay layers where they can compute something.",
    };

    private readonly Option<string?> dialect = new("--dialect")
    {
        Description = "With --proto-file: the fork whose layer types are meant where several have one of a name: "
            + $"{string.Join(", ", Dialects.All)}. "
            + "Default: the first whose fields fit the layer.",
    };

    /// <summary>Makes the options of one program.</summary>
    /// <param name="names">The networks that it knows by name, in words.</param>
    /// <param name="usual">The one that it takes if none is named.</param>
    public NetworkOptions(string names, string usual)
    {
        network.Description = $"Network that looks at the picture: {names}. Default: {usual}, or what --proto-file says.";
        foreach (Option path in new Option[] { protoFile, weights })
            NotEmpty(path);
        channels.AcceptOnlyFromAmong("bgr", "rgb", "gray");
        Requires(mean, text => Numbers(text) is not null, "one number, or one for each channel, separated by commas");
        Requires(
            scale, text => !double.TryParse(text, CultureInfo.InvariantCulture, out double value) || (double.IsFinite(value) && value != 0),
            "a number other than 0");
        Requires(
            inputShape, text => text.Trim().Length > 0 && GivenShapes.Parse(text) is not null, "the axes' lengths, such as 1,3,224,224");
        Requires(
            ignoreFields, text => Words(text) is { Count: > 0 } fields && fields.All(IsField),
            "names of fields, such as ceil_mode, separated by commas");
        Requires(stages, text => Words(text).Count > 0, "names of stages, separated by commas");
        Requires(dialect, text => Dialects.TryParse(text, out _), Dialects.Expected);
    }

    /// <summary>Adds them to a command line; <c>--input-sz</c> is one of the options of all samples.</summary>
    public void AddTo(RootCommand root, Option inputSize)
    {
        Option[] compiling = [inputShape, ignoreFields, stages, level, keepLoss, dialect];
        Option[] all = [network, protoFile, weights, layer, channels, mean, scale, .. compiling];
        foreach (Option option in all)
            root.Add(option);
        root.Validators.Add(result =>
        {
            if (IsGiven(result, network) && IsGiven(result, protoFile))
                result.AddError("--network and --proto-file both pick the network; give one of them");
            if (IsGiven(result, inputShape) && IsGiven(result, inputSize))
                result.AddError("--input-shape and --input-sz both are sizes of the input; give one of them");
            if (!IsGiven(result, protoFile) && compiling.FirstOrDefault(option => IsGiven(result, option)) is { } lone)
                result.AddError($"{lone.Name} says how a prototxt is compiled; expected --proto-file with it");
        });
    }

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
            Dialect = parsed.GetValue(dialect) ?? "",
        },
    };

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

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
