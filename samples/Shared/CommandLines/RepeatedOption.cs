using System.CommandLine.Parsing;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>An option that may be given several times, with a value behind each.</summary>
public sealed class RepeatedOption : SampleOption<string[]>
{
    /// <summary>Makes an option.</summary>
    /// <param name="kind">What it takes each time.</param>
    /// <param name="name">Its name, with two dashes.</param>
    /// <param name="aliases">Its other names.</param>
    /// <param name="description">What it is for.</param>
    public RepeatedOption(ValueKind<string> kind, string name, string[] aliases, string description)
        : base(new ValueKind<string[]>(kind.Placeholder, kind.Expected, kind.Example, Never), name, aliases, description) =>
        CustomParser = result => ReadAll(kind, result);

    private static string[]? ReadAll(ValueKind<string> kind, ArgumentResult result)
    {
        var given = (OptionResult)result.Parent!;
        string option = GivenName(given);
        if (result.Tokens.Count < given.IdentifierTokenCount)
        {
            result.AddError(
                $"{option} is given {given.IdentifierTokenCount} times with {result.Tokens.Count} value(s); expected one behind each");
            return null;
        }
        var values = new List<string>();
        foreach (Token token in result.Tokens)
        {
            if (OptionValues.TryRead(kind, option, token.Value, out string value, out string? problem))
                values.Add(value);
            else
                result.AddError(problem);
        }
        return [.. values];
    }

    private static bool Never(string text, out string[]? value) =>
        throw new InvalidOperationException("values are read one by one");
}
