using System.CommandLine;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Reports;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.Check;

/// <summary><c>csg check</c>: what the compiler says of prototxts, as MSBuild prints it.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console)
    {
        Argument<string[]> files = new("files")
        {
            Description = "Prototxts, patterns such as nets/*.prototxt, or folders, whose prototxts are all checked.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> json = ToolCommand.JsonOption();
        var compile = new CompileOptions();
        NotEmpty(files);
        var command = new ToolCommand(
            "check", "Compiles prototxts and prints what is wrong with them, as MSBuild does. The exit code is 1 if anything is.",
            "csg check net.prototxt",
            "csg check models/ \"nets/*.prototxt\"",
            "csg check deploy.prototxt --stages deploy --json") { files, json };
        compile.AddTo(command);
        command.Runs(console, parsed =>
        {
            PrototxtOptions options = compile.Read(parsed);
            CheckedFile[] all = [.. PrototxtFiles.Find(parsed.GetValue(files)!).Select(file => CheckedFile.Of(file, options))];
            CheckReport report = CheckReport.Of(all);
            if (parsed.GetValue(json))
                console.Out.Write(JsonReport.Write(report, CheckJson.Context.CheckReport));
            else
                Print(all, report, console);
            return report.Errors > 0 ? 1 : 0;
        });
        return command;
    }

    // Everything on the output: it is what was asked for, and editors read it there.
    private static void Print(CheckedFile[] files, CheckReport report, ToolConsole console)
    {
        foreach (CheckedFile file in files)
        {
            foreach (PrototxtProblem problem in file.Problems)
                console.Out.WriteLine(problem);
            if (file.Unreadable is { } unreadable)
                console.Out.WriteLine($"error: {unreadable}");
        }
        console.Out.WriteLine(
            $"{Count(report.Files, "file")}, {Count(report.Errors, "error")}, {Count(report.Warnings, "warning")}, "
            + Count(report.Notes, "note"));
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
