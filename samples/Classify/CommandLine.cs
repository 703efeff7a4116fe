using System.CommandLine;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Classify;

/// <summary>The options: each under a modern name and as the original scripts spell it.</summary>
internal sealed class CommandLine
{
    private const string Summary =
        "Explains what a Caffe network sees in a photograph: Grad-CAM, guided backprop and guided Grad-CAM. "
        + "Without arguments: the three labels that scenes predicts for its example, with a strip of each.";

    private readonly CommonOptions common = new(
        "Also write photograph, overlay and guided pictures side by side.", "nn",
        "of scenes its example; needed with other networks");
    private readonly NetworkOptions network = new(CompiledNetworks.Catalog.Describe(), Classification.UsualNetwork);
    private readonly RootCommand root = new(Summary);
    private readonly SampleOption<string> classNames = Named(
        ValueKinds.Path("file", "a file with the names of the classes", "names.txt"), "--class-names",
        "Names of the classes, one a line. Default: the network's own; of an unknown prototxt class 1, class 2 …");
    private readonly RepeatedOption labels = Repeated(
        ValueKinds.Text("label", "a label's number or name", "\"red ring\"").Where(text => text.Trim().Length > 0), "label",
        "What to explain: the number of a label as in the original, counted from 1, or the name of a class; "
        + "-1 is what the network predicts. May be given several times.");
    private readonly SampleOption<string> outputImageName = Spelled(
        ValueKinds.Text("name", "a name", "mine"), "output_image_name", "Takes the place of the label in file names.");
    private readonly SampleOption<int> seed = Spelled(
        ValueKinds.Whole(int.MinValue, int.MaxValue, 123), "seed",
        "Understood for old command lines, without effect: nothing here is random.").Or(123);
    private readonly SampleOption<int> top = Named(
        ValueKinds.Whole(1, int.MaxValue, 5), "--top", "How many predictions are printed.").Or(5);

    public CommandLine(Func<Request, int> run)
    {
        labels.DefaultValueFactory = _ => ["-1"];
        new HelpText(
            "classify", Summary,
            [
                new OptionGroup("What is explained", common.Image, labels, classNames),
                new OptionGroup("The network", [.. network.Choosing, .. network.Feeding, common.InputSize]),
                network.Compiling,
                new OptionGroup(
                    "What is written", common.OutputPath, outputImageName, common.SaveAsHeatMap, common.Strip, top, common.Json),
                new OptionGroup("How it runs", [.. common.Devices.All, seed]),
            ],
            [
                new HelpExample("", "Explains the example."),
                new HelpExample("photo.jpg --strip", "Explains what scenes sees in a photograph, with all pictures side by side."),
                new HelpExample(
                    "--network vgg16 --weights VGG_ILSVRC_16_layers.caffemodel --image cat_dog.jpg --label 243 --label \"tiger cat\"",
                    "Explains two classes by another network."),
                new HelpExample(
                    "--proto-file deploy.prototxt --weights my.caffemodel --image photo.jpg --class-names names.txt --mean 104,117,123",
                    "Runs a network of your own."),
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
        Labels = parsed.GetValue(labels) ?? [],
        OutputImageName = parsed.GetValue(outputImageName),
        Top = parsed.GetValue(top),
    };
}
