using System.CommandLine;
using System.Text.Json.Serialization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Reports;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.New;

/// <summary><c>csg new</c>: a console project around a network.</summary>
internal static class NewCommand
{
    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console)
    {
        Argument<string> prototxt = new("net.prototxt") { Description = "The network." };
        Option<string?> name = new("--name", "-n")
        {
            Description = "Name of the project. Default: that of the file, and App.",
            HelpName = "name",
        };
        Option<string?> output = new("--output", "-o") { Description = "A new folder for it. Default: the name.", HelpName = "folder" };
        Option<bool> json = ToolCommand.JsonOption();
        var compile = new CompileOptions();
        NotEmpty(prototxt);
        var command = new ToolCommand(
            "new",
            "Writes a console project with a network in it: it reads a picture, prints the best classes, the boxes of a detector, or the "
            + "classes of a segmentation, and draws why.",
            "csg new vgg16.prototxt",
            "csg new fcn.prototxt --name Segment --input-shape 1,3,500,500") { prototxt, name, output, json };
        compile.AddTo(command);
        NotEmpty(output);
        Requires(name, ProjectName.IsOne, ProjectName.Expected);
        command.Runs(console, parsed =>
        {
            string file = parsed.GetValue(prototxt)!;
            PrototxtOptions options = compile.Read(parsed);
            var compiled = CompiledPrototxt.Read(file, options);
            var project = NewProject.Of(file, compiled, options, parsed.GetValue(name));
            string folder = parsed.GetValue(output) ?? project.Name;
            string[] files = ProjectFolder.Write(folder, project.Files(TextFile.Read(file, "a prototxt")));
            if (parsed.GetValue(json))
            {
                console.Out.Write(JsonReport.Write(
                    new NewReport(project.Name, project.ClassName, folder, files), NewJson.Context.NewReport));
                return 0;
            }
            foreach (string written in files)
                console.Out.WriteLine(written);
            console.Out.WriteLine();
            console.Out.WriteLine($"cd {folder}");
            console.Out.WriteLine($"dotnet run -- {string.Join(' ', project.Arguments)}");
            return 0;
        });
        return command;
    }
}

/// <summary>What was written.</summary>
/// <param name="Name">Name of the project.</param>
/// <param name="ClassName">Class of the network.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Files">Its files.</param>
internal sealed record NewReport(string Name, string ClassName, string Folder, IReadOnlyList<string> Files);

[JsonSerializable(typeof(NewReport))]
internal sealed partial class NewJson : JsonSerializerContext
{
    /// <summary>Written as all reports are.</summary>
    public static NewJson Context { get; } = new(ToolJson.Style);
}
