using CaffeSharpGen.Csg.Check;
using CaffeSharpGen.Csg.Completion;
using CaffeSharpGen.Csg.Explain;
using CaffeSharpGen.Csg.Get;
using CaffeSharpGen.Csg.Inspect;
using CaffeSharpGen.Csg.New;
using CaffeSharpGen.Csg.Upgrade;
using CaffeSharpGen.Csg.Weights;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>The commands, in the order of the help. Each has a folder.</summary>
internal static class CommandList
{
    /// <summary>Makes them.</summary>
    public static IReadOnlyList<Func<ToolConsole, ToolCommand>> All { get; } =
    [
        InspectCommand.Create,
        CheckCommand.Create,
        UpgradeCommand.Create,
        WeightsCommand.Create,
        ExplainCommand.Create,
        NewCommand.Create,
        GetCommand.Create,
        CompletionCommand.Create,
    ];
}
