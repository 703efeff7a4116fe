using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>
/// The program. Exit codes: 0 done; 1 a file, a value or the device is wrong, nothing was written; 2 the command line is wrong.
/// </summary>
internal static class CsgProgram
{
    /// <summary>Version of the tool, which is that of its packages.</summary>
    public static string Version { get; } =
        typeof(CsgProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, ToolConsole console) => Run(arguments, console, CommandList.All);

    /// <summary>Runs a command line of some commands.</summary>
    internal static int Run(IReadOnlyList<string> arguments, ToolConsole console, IReadOnlyList<Func<ToolConsole, ToolCommand>> commands)
    {
        RootCommand root = CreateRoot(console, commands);
        // A leading @ is part of a file's name, not a file of options.
        ParseResult parsed = root.Parse(
            arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        // Help, version and suggestions are for command lines that are not right yet.
        bool isHelp = parsed.Action is { ClearsParseErrors: true } || arguments.Count == 0
            || parsed.Tokens.Any(token => token.Type == TokenType.Directive);
        if (!isHelp && CommandLineErrors.Of(parsed) is { } wrong)
            return wrong.Print(console, AsksForJson(parsed));
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
        });
    }

    /// <summary>Whether the command line has <c>--json</c>, also if it is wrong otherwise.</summary>
    public static bool AsksForJson(ParseResult parsed) =>
        parsed.Tokens.Any(token => token is { Type: TokenType.Option, Value: "--json" });

    private static RootCommand CreateRoot(ToolConsole console, IReadOnlyList<Func<ToolConsole, ToolCommand>> commands)
    {
        var root = new RootCommand("The tool of CaffeSharpGen: looks into Caffe networks and weights, and explains what they see.")
        {
            HelpName = "csg",
        };
        foreach (Func<ToolConsole, ToolCommand> create in commands)
            root.Add(create(console));
        HelpPages.Apply(root, console.Width);
        root.SetAction(_ => root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = console.Out }));
        return root;
    }
}
