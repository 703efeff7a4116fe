using System.CommandLine;
using static CaffeSharpGen.Samples.OptionRules;

namespace CaffeSharpGen.Samples;

/// <summary>The options that all samples have, with their rules.</summary>
internal sealed class CommonOptions
{
    /// <param name="strip">Description of <c>--strip</c>.</param>
    /// <param name="backend">The original script's default.</param>
    public CommonOptions(string strip, string backend)
    {
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

    public Option<string?> Image { get; } = Spelled<string?>("input_image_path", "The photograph: JPEG, PNG, BMP, WebP or GIF. Default: the example of Scenes.", "--image");

    public Option<int?> InputSize { get; } = Spelled<int?>("input_sz", "Width and height of the network's input; must be what it was compiled for.", "--input-size");

    public Option<string> OutputPath { get; } = Spelled<string>("out_path", "Folder for the pictures.", "--output");

    public Option<int> SaveAsHeatMap { get; } = Spelled<int>("save_as_heatmap", "1: the map in colours; 0: in grey.");

    public Option<bool> Strip { get; }

    public Option<string> Device { get; } = new("--device") { Description = "cpu.", DefaultValueFactory = _ => "cpu" };

    public Option<int> Gpu { get; } = Spelled<int>("gpuid", "-1 is the CPU. There is no GPU engine yet.");

    public Option<string> Backend { get; } = Spelled<string>("backend", "nn or cudnn; understood for old command lines, without effect.");

    public Option<int> Threads { get; } = new("--threads") { Description = "Number of threads; 0 for one a core.", DefaultValueFactory = _ => 0 };

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
