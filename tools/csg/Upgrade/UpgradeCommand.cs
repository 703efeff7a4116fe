using System.CommandLine;
using System.Text.Json.Serialization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Reports;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.Upgrade;

/// <summary><c>csg upgrade</c>: a prototxt of an older format in today's.</summary>
internal static class UpgradeCommand
{
    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console)
    {
        Argument<string> prototxt = new("net.prototxt") { Description = "The network." };
        Option<string?> output = new("--output", "-o")
        {
            Description = "Where to write it. Default: the standard output.",
            HelpName = "file",
        };
        Option<bool> inPlace = new("--in-place") { Description = "Replace the file itself." };
        Option<bool> force = new("--force") { Description = "Replace an output that exists." };
        Option<bool> json = ToolCommand.JsonOption();
        NotEmpty(prototxt);
        NotEmpty(output);
        var command = new ToolCommand(
            "upgrade",
            "Writes a network of Caffe's first or second format, or with inputs as fields, in today's format. Comments stay. "
            + "Where the old file compiles without options, the new one is compared with it before it is written.",
            "csg upgrade old.prototxt -o new.prototxt",
            "csg upgrade net.prototxt --in-place") { prototxt, output, inPlace, force, json };
        command.Validators.Add(result =>
        {
            bool isFile = result.GetResult(output) is not null;
            if (isFile && result.GetValue(inPlace))
                result.AddError("--output and --in-place both say where it goes; give one of them");
            else if (result.GetValue(json) && !isFile && !result.GetValue(inPlace))
                result.AddError("--json prints a report instead of the network; give --output or --in-place with it");
        });
        command.Runs(console, parsed =>
        {
            string input = parsed.GetValue(prototxt)!;
            string? target = parsed.GetValue(inPlace) ? input : parsed.GetValue(output);
            if (target is not null && !parsed.GetValue(inPlace))
                RequireFree(target, input, parsed.GetValue(force));
            NetworkText upgraded = UpgradedFile.Read(input);
            var report = new UpgradeReport(input, target, upgraded.Layers, upgraded.Inputs, upgraded.Padding);
            if (target is null)
                console.Out.Write(upgraded.Text);
            else if (upgraded.IsChanged || target != input)
                WholeTextFile.Write(target, upgraded.Text);
            if (parsed.GetValue(json))
                console.Out.Write(JsonReport.Write(report, UpgradeJson.Context.UpgradeReport));
            else
                console.Error.WriteLine(report.Describe());
            return 0;
        });
        return command;
    }

    private static void RequireFree(string target, string input, bool force)
    {
        if (Directory.Exists(target))
            throw new UserError($"{target}: this is a folder; expected a file to write");
        if (Path.GetFullPath(target) == Path.GetFullPath(input))
            throw new UserError($"{target}: this is the file that is read; --in-place replaces it");
        if (File.Exists(target) && !force)
            throw new UserError($"{target}: the file exists; --force replaces it");
    }
}

/// <summary>What was done.</summary>
/// <param name="Input">The old file.</param>
/// <param name="Output">The new one; null for the standard output.</param>
/// <param name="Layers">Layers that are written anew.</param>
/// <param name="Inputs">Fields <c>input</c> that became layers.</param>
/// <param name="Padding">Layers of padding that became fields of others.</param>
internal sealed record UpgradeReport(string Input, string? Output, int Layers, int Inputs, int Padding)
{
    /// <summary>In words.</summary>
    public string Describe()
    {
        string[] changes =
        [
            .. Layers > 0 ? [Count(Layers, "layer", "rewritten")] : (string[])[],
            .. Inputs > 0 ? [Count(Inputs, "input", "made a layer")] : (string[])[],
            .. Padding > 0 ? [Count(Padding, "layer", "of padding merged")] : (string[])[],
        ];
        return $"{Input}: {(changes.Length == 0 ? "today's format already" : string.Join(", ", changes))}"
            + (Output is null || Output == Input ? "" : $"; {Output} written");
    }

    private static string Count(int count, string what, string done) => $"{count} {what}{(count == 1 ? "" : "s")} {done}";
}

[JsonSerializable(typeof(UpgradeReport))]
internal sealed partial class UpgradeJson : JsonSerializerContext
{
    /// <summary>Written as all reports are.</summary>
    public static UpgradeJson Context { get; } = new(ToolJson.Style);
}
