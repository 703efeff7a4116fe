using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>What the command lines of all samples have in common.</summary>
public static class OptionRules
{
    /// <summary>An option of the original: its name x_y as --x-y, -x_y and --x_y, and more that are ours.</summary>
    public static Option<T> Spelled<T>(string original, string description, params string[] more)
    {
        string modern = "--" + original.Replace('_', '-');
        string[] aliases = [.. more, .. new[] { "-" + original, "--" + original }.Where(alias => alias != modern)];
        return new Option<T>(modern, aliases) { Description = description };
    }

    /// <summary>Reads a command line; a leading @ is part of a file's name, not a file of options.</summary>
    public static ParseResult ParseAll(this RootCommand root, IReadOnlyList<string> arguments) =>
        root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });

    /// <summary>Refuses graphics processors.</summary>
    public static void NoGpu(Option<string> device, Option<int> gpu)
    {
        device.Validators.Add(result => Refuse(result, name => name != "cpu"));
        gpu.Validators.Add(result => Refuse(result, number => int.TryParse(number, out int value) && value >= 0));

        static void Refuse(OptionResult result, Predicate<string> asksForGpu)
        {
            if (result.Tokens.Any(token => asksForGpu(token.Value)))
                result.AddError("there is no GPU engine yet; expected --device cpu (or -gpuid -1)");
        }
    }

    /// <summary>Refuses an empty path.</summary>
    public static void NotEmpty(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
            result.AddError($"{option.Name} is empty; expected a path");
    });

    /// <summary>Refuses texts that are not what they should be.</summary>
    public static void Requires(Option option, Predicate<string> isRight, string expected) => Requires(option, isRight, _ => expected);

    /// <summary>Refuses texts that are not what they should be; what that is may depend on the text.</summary>
    public static void Requires(Option option, Predicate<string> isRight, Func<string, string> expected) => option.Validators.Add(result =>
    {
        if (result.Tokens.FirstOrDefault(token => !isRight(token.Value)) is { } wrong)
            result.AddError($"{option.Name} is '{wrong.Value}'; expected {expected(wrong.Value)}");
    });

    /// <summary>Refuses numbers outside a range.</summary>
    public static void AtLeast(Option option, int least, int most = int.MaxValue) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
            result.AddError($"{option.Name} is {value}; expected {least} … {most}");
    });
}
