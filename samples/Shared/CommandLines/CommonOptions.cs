using System.CommandLine;
using CaffeSharpGen.Samples.Devices;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>The options that all samples have, with their rules.</summary>
public sealed class CommonOptions
{
    /// <summary>Makes the options of one program.</summary>
    /// <param name="strip">Description of <c>--strip</c>.</param>
    /// <param name="backend">The original script's default.</param>
    /// <param name="image">The photograph that is taken if none is named, and when one must be.</param>
    public CommonOptions(string strip, string backend, string image)
    {
        Image = Spelled(
            ValueKinds.Path("file", "a picture file, or - for the standard input", "photo.jpg"), "input_image_path",
            $"The photograph: JPEG, PNG, BMP, WebP or GIF; - is the standard input. Default: {image}.", "--image");
        Picture = new PictureArgument(Image);
        Strip = Named(ValueKinds.Flag, "--strip", strip);
        Devices = new DeviceOptions(backend);
    }

    /// <summary>The photograph without an option's name.</summary>
    public PictureArgument Picture { get; }

    /// <summary>The photograph.</summary>
    public SampleOption<string> Image { get; }

    /// <summary>Width and height of the network's input.</summary>
    public SampleOption<int?> InputSize { get; } = Spelled(
        ValueKinds.Whole(1, 65536, 224).OrNone(), "input_sz",
        "Width and height of the network's input. Default: the network's; one that is compiled into the program has no other.",
        "--input-size");

    /// <summary>Folder for the pictures.</summary>
    public SampleOption<string> OutputPath { get; } = Spelled(
        ValueKinds.Path("folder", "a folder", "output/"), "out_path", "Folder for the pictures; it is made if it is not there.", "--output")
        .Or("output/");

    /// <summary>Whether the map is written in colors.</summary>
    public SampleOption<string> SaveAsHeatMap { get; } =
        Spelled(ValueKinds.Choice("1", "0"), "save_as_heatmap", "1: the map in colors; 0: in gray.").Or("1");

    /// <summary>Whether a strip is written too.</summary>
    public SampleOption<bool> Strip { get; }

    /// <summary>Those that choose the device.</summary>
    public DeviceOptions Devices { get; }

    /// <summary>Whether the report is JSON.</summary>
    public SampleOption<bool> Json { get; } = Named(
        ValueKinds.Flag, SampleProgram.JsonOption, "Print the report as JSON, and errors too, on the standard output.");

    /// <summary>Adds the picture and the rules to a command line.</summary>
    public void AddTo(RootCommand root)
    {
        Picture.AddTo(root);
        Devices.AddRules(root);
    }

    /// <summary>Reads them.</summary>
    public CommonRequest Read(ParseResult parsed) => Devices.Read(parsed, new CommonRequest
    {
        Image = Picture.Read(parsed),
        InputSize = parsed.GetValue(InputSize),
        OutputPath = parsed.GetValue(OutputPath)!,
        SaveAsHeatMap = parsed.GetValue(SaveAsHeatMap) == "1",
        // Whoever just starts the program wants to see something.
        Strip = parsed.GetValue(Strip) || parsed.Tokens.Count == 0,
        Json = parsed.GetValue(Json),
    });
}
