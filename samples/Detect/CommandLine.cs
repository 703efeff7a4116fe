using System.CommandLine;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Detect;

/// <summary>The options, as those of the other samples.</summary>
internal sealed class CommandLine
{
    private const string Summary =
        "Finds objects in a photograph by a Caffe detector (SSD), and explains each box by Grad-CAM: why this box? "
        + "Without arguments: what scenes_ssd finds in the example of Scenes, with a strip.";

    private readonly CommonOptions common = new(
        "Also write all boxes and the overlay of each side by side.", "nn", "of scenes_ssd the example of Scenes; needed with other networks");
    private readonly NetworkOptions network = new(CompiledDetectors.Catalog.Describe(), Detecting.UsualNetwork);
    private readonly RootCommand root = new(Summary);
    private readonly SampleOption<string> classNames = Named(
        ValueKinds.Path("file", "a file with the names of the classes", "names.txt"), "--class-names",
        "Names of the classes, one a line, from class 0, which is the background of an SSD. "
        + "Default: the network's own; of an unknown prototxt class 0, class 1 …");
    private readonly SampleOption<double> threshold = Named(
        ValueKinds.Number("a number from 0 to 1", 0.5, value => value is >= 0 and <= 1), "--threshold",
        "The least score of a box; the prototxt has a threshold of its own, below which there are no boxes.").Or(0.5);
    private readonly SampleOption<int> top = Named(
        ValueKinds.Whole(1, int.MaxValue, 10), "--top", "How many boxes, those with the largest scores.").Or(10);

    public CommandLine(Func<Request, int> run)
    {
        new HelpText(
            "detect", Summary,
            [
                new OptionGroup("What is found", common.Image, threshold, top, classNames),
                new OptionGroup("The network", [.. network.Choosing, .. network.Feeding, common.InputSize]),
                network.Compiling,
                new OptionGroup("What is written", common.OutputPath, common.SaveAsHeatMap, common.Strip, common.Json),
                new OptionGroup("How it runs", [.. common.Devices.All]),
            ],
            [
                new HelpExample("", "Finds and explains what is in the example."),
                new HelpExample("photo.png --threshold 0.3 --strip", "Shows less certain boxes, too, with all pictures side by side."),
                new HelpExample(
                    "--network res10_300x300_ssd --weights res10_300x300_ssd_iter_140000.caffemodel --image people.jpg",
                    "Finds faces by OpenCV's detector; csg get res10_300x300_ssd downloads its weights."),
                new HelpExample(
                    "--proto-file deploy.prototxt --weights my.caffemodel --image photo.jpg --class-names names.txt --mean 104,117,123",
                    "Runs a detector of your own."),
                new HelpExample("--json --image - < photo.jpg", "Reads the standard input, and reports as JSON."),
            ]).AddTo(root);
        common.AddTo(root);
        network.AddRules(root, common.InputSize);
        root.SetAction(parsed => run(ToRequest(parsed)));
    }

    /// <summary>Reads a command line; its action is the one given to the constructor.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => root.ParseAll(arguments);

    private Request ToRequest(ParseResult parsed) => new(network.Read(parsed, common.Read(parsed)))
    {
        ClassNames = parsed.GetValue(classNames),
        Threshold = parsed.GetValue(threshold),
        Top = parsed.GetValue(top),
    };
}
