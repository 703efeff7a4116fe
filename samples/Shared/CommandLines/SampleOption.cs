using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>An option that says in the words of its users what is wrong with a value: what was found, what is right, and an example.</summary>
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
        // All that can be wrong is said here: the parser's own messages speak of types.
        Arity = typeof(T) == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ZeroOrMore;
        AllowMultipleArgumentsPerToken = false;
        CustomParser = result => Read(kind, result);
    }

    private static T? Read(ValueKind<T> kind, ArgumentResult result)
    {
        string option = GivenName(result, out int times);
        if (result.Tokens.Count == 0 && kind is ValueKind<bool>)
            return (T)(object)true;
        if (times > 1)
            result.AddError($"{option} is given {times} times; expected it once");
        else if (result.Tokens.Count == 0)
            result.AddError($"{option} has no value; {kind.Help(option)}");
        else if (OptionValues.TryRead(kind, option, result.Tokens[0].Value, out T? value, out string? problem))
            return value;
        else
            result.AddError(problem);
        return default;
    }

    /// <summary>The name under which the option was given, and how often.</summary>
    protected static string GivenName(ArgumentResult result, out int times)
    {
        var option = (OptionResult)result.Parent!;
        times = option.IdentifierTokenCount;
        return option.IdentifierToken?.Value ?? option.Option.Name;
    }
}
