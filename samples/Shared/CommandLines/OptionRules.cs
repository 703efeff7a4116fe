using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>What the command lines of all samples have in common.</summary>
public static class OptionRules
{
    /// <summary>An option of ours.</summary>
    public static SampleOption<T> Named<T>(ValueKind<T> kind, string name, string description) => new(kind, name, [], description);

    /// <summary>An option of the original: its name x_y as --x-y, -x_y and --x_y, and more that are ours.</summary>
    public static SampleOption<T> Spelled<T>(ValueKind<T> kind, string original, string description, params string[] more)
    {
        (string name, string[] aliases) = Names(original, more);
        return new SampleOption<T>(kind, name, aliases, description);
    }

    /// <summary>An option of the original that may be given several times.</summary>
    public static RepeatedOption Repeated(ValueKind<string> kind, string original, string description)
    {
        (string name, string[] aliases) = Names(original, []);
        return new RepeatedOption(kind, name, aliases, description);
    }

    /// <summary>The same option, with a value for where it is not given.</summary>
    public static SampleOption<T> Or<T>(this SampleOption<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }

    /// <summary>Reads a command line; a leading @ is part of a file's name, not a file of options.</summary>
    public static ParseResult ParseAll(this RootCommand root, IReadOnlyList<string> arguments)
    {
        foreach (string argument in arguments)
        {
            if (FindWrongFlag(root, argument) is { } problem)
                root.Validators.Add(result => result.AddError(problem));
        }
        return root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
    }

    /// <summary>Whether the command line has an option.</summary>
    public static bool IsGiven(this CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    // The parser reads --strip=maybe as --strip, and then the picture maybe.
    private static string? FindWrongFlag(RootCommand root, string argument)
    {
        string[] parts = argument.Split('=', 2);
        return parts.Length == 2 && !ValueKinds.Flag.Read(parts[1], out _)
            && root.Options.OfType<Option<bool>>().Any(flag => flag.Name == parts[0] || flag.Aliases.Contains(parts[0]))
            ? $"{parts[0]} is '{parts[1]}'; {ValueKinds.Flag.Help(parts[0])}"
            : null;
    }

    private static (string Name, string[] Aliases) Names(string original, string[] more)
    {
        string modern = "--" + original.Replace('_', '-');
        return (modern, [.. more, .. new[] { "-" + original, "--" + original }.Where(alias => alias != modern)]);
    }
}
