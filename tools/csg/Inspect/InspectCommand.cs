using System.CommandLine;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary><c>csg inspect</c>: what a network is made of.</summary>
internal static class InspectCommand
{
    public static ToolCommand Create(ToolConsole console)
    {
        Argument<string> prototxt = new("net.prototxt") { Description = "The network." };
        var command = new ToolCommand(
            "inspect", "Shows layers, shapes, parameters, operations and memory of a network.", "csg inspect net.prototxt") { prototxt };
        command.Runs(console, parsed =>
        {
            CompiledPrototxt compiled = CompiledPrototxt.Read(parsed.GetValue(prototxt)!);
            console.Out.WriteLine(compiled.Definition.Name);
            return 0;
        });
        return command;
    }
}
