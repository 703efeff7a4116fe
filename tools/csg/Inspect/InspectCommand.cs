using System.CommandLine;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Reports;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary><c>csg inspect</c>: what a network is made of, and whether weights fit it.</summary>
internal static class InspectCommand
{
    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console)
    {
        Argument<string> prototxt = new("net.prototxt") { Description = "The network." };
        Argument<string?> weights = new("weights")
        {
            Description = "A .caffemodel: says whether it fits.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = ToolCommand.JsonOption();
        Option<bool> dot = new("--dot") { Description = "Print a graph for Graphviz." };
        var compile = new CompileOptions();
        NotEmpty(prototxt);
        NotEmpty(weights);
        var command = new ToolCommand(
            "inspect", "Shows a network: layers, shapes, parameters, multiply-adds (MACs), memory, hooks, the default Grad-CAM layer.",
            "csg inspect vgg16.prototxt",
            "csg inspect vgg16.prototxt VGG_ILSVRC_16_layers.caffemodel",
            "csg inspect fcn.prototxt --input-shape 1,3,500,500 --json",
            "csg inspect googlenet.prototxt --dot | dot -Tsvg > googlenet.svg") { prototxt, weights, json, dot };
        compile.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(dot))
                result.AddError("--json and --dot both say what is printed; give one of them");
        });
        command.Runs(console, parsed =>
        {
            var compiled = CompiledPrototxt.Read(parsed.GetValue(prototxt)!, compile.Read(parsed));
            NetworkReport report = NetworkReport.Of(compiled);
            if (parsed.GetValue(weights) is { } file)
                report = report with { Weights = WeightFit.Of(compiled.Definition, file) };
            if (parsed.GetValue(json))
                console.Out.Write(JsonReport.Write(report, InspectJson.Context.NetworkReport));
            else if (parsed.GetValue(dot))
                console.Out.Write(DotGraph.Write(report));
            else
                InspectText.Write(report, console);
            return report.Weights is { Fits: false } ? 1 : 0;
        });
        return command;
    }
}
