using System.CommandLine;
using System.Globalization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Reports;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.Explain;

/// <summary><c>csg explain</c>: what a network sees in pictures, and where.</summary>
internal sealed class ExplainCommand
{
    private readonly Argument<string[]> pictures = new("pictures")
    {
        Description = "JPEG, PNG, BMP, WebP or GIF files; - is the standard input.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> network = new("--network") { HelpName = "net.prototxt|name" };
    private readonly Option<string?> weights = new("--weights")
    {
        Description = "The .caffemodel. Default, of a name: the published file in ./models, or what csg get has downloaded.",
        HelpName = "file",
    };
    private readonly Option<string[]> target = new("--target")
    {
        Description = "What to explain: top1 (the best class), top2 (the two best) …, a label, or a number counted from 0. "
            + "Of a detector: the best boxes, or the best of a class. May be repeated.",
        HelpName = "class",
        DefaultValueFactory = _ => ["top1"],
    };
    private readonly Option<int[]> box = new("--box")
    {
        Description = "Of a detector: the box to explain, by its number in the report, counted from 0, the largest score first. "
            + "May be repeated.",
        HelpName = "number",
    };
    private readonly Option<string?> at = new("--at")
    {
        Description = "The layer that Grad-CAM looks at. Default: the last one with a height and a width (csg inspect shows it); "
            + "of a box what its head reads.",
        HelpName = "layer",
    };
    private readonly Option<string> method = new("--method")
    {
        Description = $"{string.Join(", ", ExplanationMethod.Names)}.",
        HelpName = "method",
        DefaultValueFactory = _ => ExplanationMethod.Names[0],
    };
    private readonly Option<string?> labels = new("--labels")
    {
        Description = "Names of the classes, one a line. Default, of a name: its own.",
        HelpName = "file",
    };
    private readonly Option<string?> channels = new("--channels")
    {
        Description = "Order of the input's channels: bgr, rgb or gray. Default: bgr, or gray if it has one.",
        HelpName = "order",
    };
    private readonly Option<string?> mean = new("--mean")
    {
        Description = "What is subtracted from pixels (0 … 255): a number, or one for each channel. Default: what the network's data layer "
            + "says, or 103.939,116.779,123.68.",
        HelpName = "numbers",
    };
    private readonly Option<double?> scale = new("--scale") { Description = "What pixels are multiplied by then.", HelpName = "number" };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "Folder for the pictures.",
        HelpName = "folder",
        DefaultValueFactory = _ => "output",
    };
    private readonly DeviceOptions devices = new();
    private readonly Option<bool> json = ToolCommand.JsonOption();
    private readonly CompileOptions compile = new();

    private ExplainCommand()
    {
        string[] names = [.. ExplainNetworks.Names];
        network.Description = $"A prototxt, or one of {string.Join(", ", names)}.";
        network.CompletionSources.Add(names);
        method.AcceptOnlyFromAmong([.. ExplanationMethod.Names]);
        channels.AcceptOnlyFromAmong("bgr", "rgb", "gray");
        foreach (Option path in new Option[] { network, weights, labels, output })
            NotEmpty(path);
        NotEmpty(pictures);
        Requires(mean, text => Numbers(text) is not null, "one number, or one for each channel, separated by commas");
        box.CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                    numbers.Add(number);
                else
                    result.AddError($"--box is '{text}'; expected a whole number, at least 0");
            }
            return [.. numbers];
        };
        scale.CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value) && value != 0)
                return value;
            result.AddError($"--scale is '{text}'; expected a number other than 0");
            return null;
        };
    }

    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console)
    {
        var options = new ExplainCommand();
        var command = new ToolCommand(
            "explain",
            "Classifies pictures by any network, and shows what speaks for a class: a map over each picture. "
            + "Of a detector it draws the boxes, and what speaks for one of them. Numbers of classes count from 0.",
            "csg explain scenes.example.png --network scenes",
            "csg explain scenes.example.png --network scenes_ssd --box 0 --box 2",
            "csg explain cat.jpg dog.jpg --network deploy.prototxt --weights net.caffemodel --labels names.txt --target \"tiger cat\"",
            "csg explain digit.png --network lenet.prototxt --weights lenet.caffemodel --scale 0.00390625 --target top3 --json");
        options.AddTo(command);
        command.Runs(console, parsed =>
        {
            var progress = new Progress();
            ExplainReport report = ExplainRun.Run(options.Read(parsed), progress, console.Error);
            if (parsed.GetValue(options.json))
                console.Out.Write(JsonReport.Write(report, ExplainJson.Context.ExplainReport));
            else
                ExplainText.Write(report, console);
            return 0;
        });
        return command;
    }

    private void AddTo(ToolCommand command)
    {
        command.Add(pictures);
        Option[] own = [network, weights, target, box, at, method, labels, channels, mean, scale, output, .. devices.All, json];
        foreach (Option option in own)
            command.Add(option);
        devices.AddRules(command);
        int before = command.Options.Count;
        compile.AddTo(command);
        Option[] compiling = [.. command.Options.Skip(before)];
        command.Validators.Add(result =>
        {
            if (result.GetResult(box) is { Implicit: false } && result.GetResult(target) is { Implicit: false })
                result.AddError("--box and --target both say what is explained; give one of them");
            if (result.GetResult(network) is not { Tokens.Count: 1 } given)
                result.AddError("csg explain needs --network, a prototxt or one of " + string.Join(", ", ExplainNetworks.Names));
            else if (!ExplainNetworks.IsFile(given.Tokens[0].Value)
                && compiling.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } lone)
                result.AddError($"{lone.Name} says how a prototxt is compiled; --network is a name");
        });
    }

    private ExplainRequest Read(ParseResult parsed)
    {
        string asked = parsed.GetValue(network)!;
        bool isFile = ExplainNetworks.IsFile(asked);
        return new ExplainRequest(
            devices.Read(parsed, new NetworkRequest
            {
                Network = isFile ? null : asked,
                ProtoFile = isFile ? asked : null,
                Prototxt = compile.Read(parsed),
                Weights = parsed.GetValue(weights),
                Layer = parsed.GetValue(at),
                Channels = parsed.GetValue(channels),
                Mean = parsed.GetValue(mean) is { } given ? Numbers(given)!.Value : [],
                Scale = parsed.GetValue(scale),
                OutputPath = parsed.GetValue(output)!,
            }),
            parsed.GetValue(pictures)!, parsed.GetValue(target)!, ExplanationMethod.Named(parsed.GetValue(method)!),
            parsed.GetValue(labels))
        {
            Boxes = parsed.GetValue(box) ?? [],
        };
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
