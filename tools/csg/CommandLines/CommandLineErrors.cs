using System.CommandLine;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>What is wrong with a command line, with the name that was meant.</summary>
internal static class CommandLineErrors
{
    /// <summary>All of it.</summary>
    public static Failure Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] unmatched = [.. parsed.UnmatchedTokens.Select(token => Unmatched(command, token))];
        // What follows from a name that is not known says nothing.
        string[] messages = unmatched.Length > 0 ? unmatched : [.. parsed.Errors.Select(error => error.Message).Distinct()];
        return new Failure(string.Join("\nerror: ", messages)) { ExitCode = 2 };
    }

    private static string Unmatched(Command command, string token)
    {
        string place = command is RootCommand ? "csg" : $"csg {command.Name}";
        bool isOption = token.StartsWith('-');
        string[] known = isOption
            ? [.. AllOptions(command).Where(option => !option.Hidden).Select(option => option.Name)]
            : [.. command.Subcommands.Select(sub => sub.Name)];
        string kind = isOption ? "option" : known.Length > 0 ? "command" : "argument";
        string near = NearestNames.Suggestion(token, known);
        string all = near.Length > 0 || known.Length == 0 ? near : $"; expected one of {string.Join(", ", known)}";
        return known.Length == 0 ? $"{place} takes no further argument; found '{token}'" : $"{place} has no {kind} '{token}'{all}";
    }

    private static IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
}
