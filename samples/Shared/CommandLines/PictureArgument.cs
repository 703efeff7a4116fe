using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CaffeSharpGen.Samples.Files;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>
/// What stands on a command line without an option's name: the picture. Anything else there is an error that says what was meant.
/// </summary>
public sealed class PictureArgument
{
    // What people put there although it is something else.
    private static readonly (string Ending, string What, string Option)[] OtherFiles =
    [
        (".prototxt", "a network", "--proto-file"), (".caffemodel", "weights", "--weights"), (".t7", "a checkpoint", "--model-path"),
    ];

    private const string Quotes = "(what has blanks stands in quotes)";

    private readonly Argument<string[]> argument = new("picture") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> image;

    /// <summary>Makes the argument.</summary>
    /// <param name="image">The option that names the picture, too.</param>
    public PictureArgument(Option<string> image) => this.image = image;

    /// <summary>Adds it to a command line, with its rules.</summary>
    public void AddTo(RootCommand root)
    {
        root.Add(argument);
        root.Validators.Add(result =>
        {
            string[] given = [.. result.GetResult(argument)?.Tokens.Select(token => token.Value) ?? []];
            if (given.Length > 0 && FindProblem(given, result) is { } problem)
                result.AddError(problem);
        });
    }

    /// <summary>The picture; null if none is given.</summary>
    public string? Read(ParseResult parsed) => parsed.GetValue(argument)?.FirstOrDefault() ?? parsed.GetValue(image);

    private string? FindProblem(string[] given, CommandResult result)
    {
        string[] names = [.. result.Command.Options.SelectMany(option => option.Aliases.Append(option.Name))];
        // Behind a misspelled option stands its value: that says nothing.
        if (given.FirstOrDefault(IsOption) is { } unknown)
            return $"there is no option '{unknown}'{Suggest(unknown, names)}";
        if (given.FirstOrDefault(text => text.Trim().Length == 0) is not null)
            return "the picture's name is empty; expected a picture file, such as photo.jpg";
        foreach ((string ending, string what, string option) in OtherFiles)
        {
            string? file = Array.Find(given, name => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
            if (file is not null && names.Contains(option))
                return $"'{file}' stands where the picture does; give {what} as {option} {file}";
        }
        if (given.Length > 1)
        {
            return $"{given.Length} pictures are given, {string.Join(", ", given.Take(3).Select(name => $"'{name}'"))}"
                + $"{(given.Length > 3 ? " …" : "")}; expected one: run the program once for each, with an --output of its own {Quotes}";
        }
        if (result.GetResult(image) is { Implicit: false } named)
            return $"'{given[0]}' and {named.IdentifierToken?.Value} both name the picture; give one of them {Quotes}";
        if (given[0] == InputFile.StandardInput || given[0].AsSpan().ContainsAny('.', '/', '\\') || File.Exists(given[0]))
            return null;
        return names.Contains("--label") && int.TryParse(given[0], CultureInfo.InvariantCulture, out _)
            ? $"'{given[0]}' stands where the picture does; give a label as --label {given[0]}"
            : $"'{given[0]}' stands where the picture does, and there is no such file {Quotes}";
    }

    private static bool IsOption(string text) =>
        text.Length > 1 && text[0] == '-' && !double.TryParse(text, CultureInfo.InvariantCulture, out _);

    // Words of a name count, too: --shape is --input-shape. Spellings of the original are not shown.
    private static string Suggest(string unknown, string[] names)
    {
        string[] modern =
        [
            .. names.Where(name => name.StartsWith("--", StringComparison.Ordinal)).Select(name => name[2..].Replace('-', '_')).Distinct(),
        ];
        string wanted = unknown.Split('=')[0].TrimStart('-').Replace('-', '_').ToLowerInvariant();
        string found = NearestNames.Suggestion(wanted, modern);
        int from = found.IndexOf('\'', StringComparison.Ordinal), to = found.LastIndexOf('\'');
        return from >= 0 ? $"; did you mean --{found[(from + 1)..to].Replace('_', '-')}?" : "";
    }
}
