using System.CommandLine;
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
        Image = Spelled<string?>("input_image_path", $"The photograph: JPEG, PNG, BMP, WebP or GIF. Default: {image}.", "--image");
        Strip = new Option<bool>("--strip") { Description = strip };
        OutputPath.DefaultValueFactory = _ => "output/";
        SaveAsHeatMap.DefaultValueFactory = _ => 1;
        Gpu.DefaultValueFactory = _ => -1;
        Backend.DefaultValueFactory = _ => backend;
        SaveAsHeatMap.AcceptOnlyFromAmong("0", "1");
        Backend.AcceptOnlyFromAmong("nn", "cudnn");
        AtLeast(Threads, 0, 64);
        NotEmpty(Image);
        NotEmpty(OutputPath);
        NoGpu(Device, Gpu);
    }

    /// <summary>The photograph.</summary>
    public Option<string?> Image { get; }

    /// <summary>Width and height of the network's input.</summary>
    public Option<int?> InputSize { get; } = Spelled<int?>(
        "input_sz", "Width and height of the network's input. A network that is compiled into the program has its own.", "--input-size");

    /// <summary>Folder for the pictures.</summary>
    public Option<string> OutputPath { get; } = Spelled<string>("out_path", "Folder for the pictures.", "--output");

    /// <summary>Whether the map is written in colors.</summary>
    public Option<int> SaveAsHeatMap { get; } = Spelled<int>("save_as_heatmap", "1: the map in colors; 0: in gray.");

    /// <summary>Whether a strip is written too.</summary>
    public Option<bool> Strip { get; }

    /// <summary>The device.</summary>
    public Option<string> Device { get; } = new("--device") { Description = "cpu.", DefaultValueFactory = _ => "cpu" };

    /// <summary>The original's number of a graphics processor.</summary>
    public Option<int> Gpu { get; } = Spelled<int>("gpuid", "-1 is the CPU. There is no GPU engine yet.");

    /// <summary>The original's library.</summary>
    public Option<string> Backend { get; } = Spelled<string>("backend", "nn or cudnn; understood for old command lines, without effect.");

    /// <summary>Number of threads.</summary>
    public Option<int> Threads { get; } = new("--threads")
    {
        Description = "Number of threads; 0 for one a core.",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>Whether the report is JSON.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print the report as JSON." };

    /// <summary>Reads them.</summary>
    public CommonRequest Read(ParseResult parsed) => new()
    {
        Image = parsed.GetValue(Image),
        InputSize = parsed.GetValue(InputSize),
        OutputPath = parsed.GetValue(OutputPath)!,
        SaveAsHeatMap = parsed.GetValue(SaveAsHeatMap) == 1,
        // Whoever just starts the program wants to see something.
        Strip = parsed.GetValue(Strip) || parsed.Tokens.Count == 0,
        Threads = parsed.GetValue(Threads),
        Json = parsed.GetValue(Json),
    };
}
