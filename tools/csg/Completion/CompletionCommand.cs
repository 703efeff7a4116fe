using System.CommandLine;
using CaffeSharpGen.Csg.CommandLines;

namespace CaffeSharpGen.Csg.Completion;

/// <summary><c>csg completion</c>: a script that completes command lines of the tool.</summary>
internal static class CompletionCommand
{
    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console)
    {
        Argument<string> shell = new("shell") { Description = $"{string.Join(", ", CompletionScript.Shells)}." };
        shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        var command = new ToolCommand(
            "completion", "Prints a script with which a shell completes commands, options and names.",
            "csg completion bash >> ~/.bashrc",
            "csg completion zsh >> ~/.zshrc",
            "csg completion fish > ~/.config/fish/completions/csg.fish",
            "csg completion pwsh >> $PROFILE") { shell };
        command.Runs(console, parsed =>
        {
            console.Out.Write(CompletionScript.For(parsed.GetValue(shell)!));
            return 0;
        });
        return command;
    }
}
