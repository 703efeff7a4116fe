using System.CommandLine;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>A command of the tool, with examples for its help.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines that show it.</param>
internal sealed class ToolCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines that show it.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>The option that makes output, and errors, JSON.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON; errors too." };

    /// <summary>Runs the command. What goes wrong with files and values becomes a message and exit code 1.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="run">Does it and returns the exit code.</param>
    public void Runs(ToolConsole console, Func<ParseResult, int> run) => SetAction(parsed =>
    {
        try
        {
            return run(parsed);
        }
        catch (Exception failure) when (Failure.Of(failure) is { } known)
        {
            return known.Print(console, CsgProgram.AsksForJson(parsed));
        }
    });

    /// <summary>Runs the command; Ctrl+C cancels it, with exit code 130.</summary>
    /// <inheritdoc cref="Runs(ToolConsole, Func{ParseResult, int})"/>
    public void Runs(ToolConsole console, Func<ParseResult, CancellationToken, Task<int>> run) =>
        SetAction((parsed, cancellationToken) => RunAsync(console, run, parsed, cancellationToken));

    private static async Task<int> RunAsync(
        ToolConsole console, Func<ParseResult, CancellationToken, Task<int>> run, ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            return await run(parsed, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Failure("canceled") { ExitCode = 130 }.Print(console, CsgProgram.AsksForJson(parsed));
        }
        catch (Exception failure) when (Failure.Of(failure) is { } known)
        {
            return known.Print(console, CsgProgram.AsksForJson(parsed));
        }
    }
}
