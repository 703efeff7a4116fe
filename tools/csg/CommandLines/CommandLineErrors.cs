using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>What is wrong with a command line, with the name that was meant.</summary>
internal static class CommandLineErrors
{
    /// <summary>All of it; null if the command line is right.</summary>
    public static Failure? Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        // What begins with a dash is an option that is not known, unless -- says that names follow.
        string[] misspelled = parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? []
            : [.. Arguments(parsed.CommandResult).Where(token => token.Length > 1 && token[0] == '-')];
        string[] unknown = [.. misspelled.Concat(parsed.UnmatchedTokens).Distinct()];
        // What follows from a name that is not known says nothing.
        string[] messages = unknown.Length > 0
            ? [.. (misspelled.Length > 0 ? misspelled : unknown).Select(token => Unknown(command, token))]
            : [.. Missing(parsed).Concat(parsed.Errors.Where(error => !IsMissing(error)).Select(error => error.Message)).Distinct()];
        return messages.Length == 0 ? null : new Failure(string.Join('\n', messages)) { ExitCode = 2 };
    }

    private static IEnumerable<string> Arguments(CommandResult command) =>
        command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value);

    private static bool IsMissing(ParseError error) => error.SymbolResult is ArgumentResult { Tokens.Count: 0, Parent: CommandResult };

    private static IEnumerable<string> Missing(ParseResult parsed)
    {
        string[] arguments =
        [
            .. parsed.Errors.Where(IsMissing).Select(error => $"<{((ArgumentResult)error.SymbolResult!).Argument.Name}>").Distinct(),
        ];
        if (arguments.Length > 0)
            yield return $"{NameOf(parsed.CommandResult.Command)} needs {string.Join(" and ", arguments)}";
    }

    private static string Unknown(Command command, string token)
    {
        bool isOption = token.StartsWith('-');
        string[] known = isOption
            ? [.. AllOptions(command).Where(option => !option.Hidden).Select(option => option.Name)]
            : [.. command.Subcommands.Select(sub => sub.Name)];
        if (known.Length == 0)
            return $"{NameOf(command)} takes no further argument; found '{token}'";
        string name = isOption ? token.Split('=', ':')[0] : token;
        string near = NearestNames.Suggestion(name, known);
        return $"{NameOf(command)} has no {(isOption ? "option" : "command")} '{name}'"
            + (near.Length > 0 ? near : $"; expected one of {string.Join(", ", known)}");
    }

    private static string NameOf(Command command) => command is RootCommand ? "csg" : $"csg {command.Name}";

    private static IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
}
