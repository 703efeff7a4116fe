using CaffeSharpGen.Csg.CommandLines;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>What the tool left behind.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    /// <summary>Requires success, silent on the error output.</summary>
    public Outcome Succeeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return this;
    }

    /// <summary>Requires a failure that says this on the error output, and nothing elsewhere.</summary>
    public void FailedWith(int exitCode, params string[] parts)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Out));
        Assert.Equal(exitCode == 2, Error.Contains("see --help", StringComparison.Ordinal));
        Assert.All(parts, part => Assert.Contains(part, Error));
    }

    /// <summary>The output as JSON.</summary>
    public JsonElement Json() => JsonDocument.Parse(Out).RootElement;
}

/// <summary>Runs the tool in this process.</summary>
internal static class Tool
{
    /// <summary>A network that comes with the repository.</summary>
    public static string Model(string file) => SharedFolder.InRepository("models", file);

    /// <summary>Runs a command line.</summary>
    public static Outcome Run(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int exitCode = CsgProgram.Run(arguments, new ToolConsole(output, error));
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line as on a terminal.</summary>
    public static Outcome RunOnTerminal(int width, bool hasColors, params string[] arguments)
    {
        StringWriter output = new(), error = new();
        var console = new ToolConsole(output, error) { IsTerminal = true, Width = width, HasColors = hasColors };
        return new Outcome(CsgProgram.Run(arguments, console), output.ToString(), error.ToString());
    }
}
