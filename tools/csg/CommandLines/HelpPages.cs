using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Help with examples, and the version of the tool.</summary>
internal static class HelpPages
{
    /// <summary>Adds examples to the help of all commands.</summary>
    /// <param name="root">The command line.</param>
    /// <param name="width">Columns that help may take.</param>
    public static void Apply(RootCommand root, int width)
    {
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                // Those of Windows are paths elsewhere, which a shell should not complete.
                option.Aliases.Remove("/h");
                option.Aliases.Remove("/?");
                help.MaxWidth = Math.Min(width, 120);
                option.Action = new HelpWithExamples(help);
            }
            else if (option is VersionOption version)
            {
                version.Action = new PrintVersion();
            }
        }
    }

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int exitCode = help.Invoke(parseResult);
            Command command = parseResult.CommandResult.Command;
            IEnumerable<string> examples = command is ToolCommand tool
                ? tool.Examples
                : command.Subcommands.OfType<ToolCommand>().SelectMany(sub => sub.Examples.Take(1));
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples)
                output.WriteLine($"  {example}");
            return exitCode;
        }
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(CsgProgram.Version);
            return 0;
        }
    }
}
