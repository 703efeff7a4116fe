using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>
/// An option that says in the words of its users what is wrong with a value: what was found, what is right, and an example.
/// </summary>
/// <typeparam name="T">What it gives.</typeparam>
public class SampleOption<T> : Option<T>
{
    /// <summary>Makes an option.</summary>
    /// <param name="kind">What it takes.</param>
    /// <param name="name">Its name, with two dashes.</param>
    /// <param name="aliases">Its other names.</param>
    /// <param name="description">What it is for.</param>
    public SampleOption(ValueKind<T> kind, string name, string[] aliases, string description) : base(name, aliases)
    {
        Description = description;
        HelpName = kind.Placeholder;
        AllowMultipleArgumentsPerToken = false;
        // A flag needs no value, and takes none but true and false.
        if (kind is ValueKind<bool>)
            return;
        // All that can be wrong is said here: the parser's own messages speak of types.
        Arity = ArgumentArity.ZeroOrMore;
        CustomParser = result => Read(kind, result);
        // Without a value the parser takes the default.
        Validators.Add(result =>
        {
            if (!result.Implicit && result.Tokens.Count == 0)
                result.AddError($"{GivenName(result)} has no value; {kind.Help(GivenName(result))}");
        });
    }

    private static T? Read(ValueKind<T> kind, ArgumentResult result)
    {
        var option = (OptionResult)result.Parent!;
        string name = GivenName(option);
        if (option.IdentifierTokenCount > 1)
            result.AddError($"{name} is given {option.IdentifierTokenCount} times; expected it once");
        else if (result.Tokens.Count == 0)
            return default;
        else if (OptionValues.TryRead(kind, name, result.Tokens[^1].Value, out T value, out string? problem))
            return value;
        else
            result.AddError(problem);
        return default;
    }

    /// <summary>The name under which the option was given.</summary>
    protected static string GivenName(OptionResult option) => option.IdentifierToken?.Value ?? option.Option.Name;
}
