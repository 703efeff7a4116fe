using System.CommandLine;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Rules of options, with messages that say what was expected.</summary>
internal static class OptionRules
{
    /// <summary>Refuses an empty path.</summary>
    public static void NotEmpty(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
            result.AddError($"{option.Name} is empty; expected a path");
    });

    /// <summary>Refuses an empty path.</summary>
    public static void NotEmpty(Argument argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
            result.AddError($"<{argument.Name}> is empty; expected a path");
    });

    /// <summary>Refuses texts that are not what they should be.</summary>
    public static void Requires(Option option, Predicate<string> isRight, string expected) => Requires(option, isRight, _ => expected);

    /// <summary>Refuses texts that are not what they should be; what that is may depend on the text.</summary>
    public static void Requires(Option option, Predicate<string> isRight, Func<string, string> expected) => option.Validators.Add(result =>
    {
        if (result.Tokens.FirstOrDefault(token => !isRight(token.Value)) is { } wrong)
            result.AddError($"{option.Name} is '{wrong.Value}'; expected {expected(wrong.Value)}");
    });
}
