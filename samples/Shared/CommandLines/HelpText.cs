using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using CaffeSharpGen.Samples.Devices;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>The answer to <c>--help</c>: every option with two dashes, what it takes, its default, and command lines to copy.</summary>
/// <param name="program">The program's name.</param>
/// <param name="summary">What it does.</param>
/// <param name="groups">Its options.</param>
/// <param name="examples">Command lines.</param>
public sealed class HelpText(string program, string summary, IReadOnlyList<OptionGroup> groups, IReadOnlyList<HelpExample> examples)
{
    private const int Indent = 6, WidthOfFiles = 100, MostWidth = 120, LeastWidth = 40;

    /// <summary>Adds the options to a command line, and this answer.</summary>
    public void AddTo(RootCommand root)
    {
        foreach (Option option in groups.SelectMany(group => group.Options))
            root.Add(option);
        root.Options.OfType<HelpOption>().Single().Action = new Printing(this);
    }

    /// <summary>The text, in lines of at most so many characters.</summary>
    public string Write(int width)
    {
        var text = new StringBuilder();
        AddWrapped(text, summary, 0, width);
        text.AppendLine().AppendLine("Usage:").AppendLine($"  {program} [picture] [options]").AppendLine();
        AddWrapped(
            text, "picture is a JPEG, PNG, BMP, WebP or GIF file, or - for the standard input. It may also be given as --image.", 2, width);
        foreach (OptionGroup group in groups)
        {
            text.AppendLine().AppendLine($"{group.Title}:");
            foreach (Option option in group.Options)
                Add(text, option, width);
        }
        text.AppendLine().AppendLine("Help:");
        AddLines(text, "-h, --help", "Print this.", width);
        AddLines(text, "--version", "Print the version.", width);
        text.AppendLine();
        AddWrapped(
            text,
            "An option of the original scripts may also be spelled as there: -out_path and --out_path are --out-path. "
            + "--top=3 is --top 3.",
            0, width);
        text.AppendLine().AppendLine("Examples:");
        foreach (HelpExample example in examples)
        {
            text.AppendLine($"  {$"{program} {example.Arguments}".TrimEnd()}");
            AddWrapped(text, example.Meaning, Indent, width);
        }
        text.AppendLine();
        AddWrapped(
            text,
            "Exit codes: 0 done; 1 a file, a value or the device is wrong, and nothing was written; 2 the command line is wrong. "
            + "With --json errors are JSON too.",
            0, width);
        return text.ToString();
    }

    private static void Add(StringBuilder text, Option option, int width)
    {
        // The spellings of the original are described once, for all.
        IEnumerable<string> names = option.Aliases.Append(option.Name)
            .Where(name => name.StartsWith("--", StringComparison.Ordinal) && !name.Contains('_', StringComparison.Ordinal)).Distinct();
        string value = string.IsNullOrEmpty(option.HelpName) ? "" : $" <{option.HelpName}>";
        string? otherwise = option.HasDefaultValue ? DefaultOf(option) : null;
        AddLines(
            text, string.Join(", ", names) + value,
            string.IsNullOrEmpty(otherwise) ? option.Description! : $"{option.Description} Default: {otherwise}.", width);
    }

    private static string? DefaultOf(Option option) => option.GetDefaultValue() switch
    {
        string[] all => string.Join(' ', all),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        string word => word,
        DeviceName device => device.ToString(),
        _ => null,
    };

    private static void AddLines(StringBuilder text, string names, string description, int width)
    {
        text.AppendLine($"  {names}");
        AddWrapped(text, description, Indent, width);
    }

    private static void AddWrapped(StringBuilder text, string words, int indent, int width)
    {
        int length = 0;
        foreach (string word in words.Split(' '))
        {
            if (length > 0 && length + 1 + word.Length > width)
            {
                text.AppendLine();
                length = 0;
            }
            string before = length == 0 ? new string(' ', indent) : " ";
            text.Append(before).Append(word);
            length += before.Length + word.Length;
        }
        text.AppendLine();
    }

    private sealed class Printing(HelpText help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Console.Out.Write(help.Write(Console.IsOutputRedirected ? WidthOfFiles : Math.Clamp(WidthOfTerminal(), LeastWidth, MostWidth)));
            return 0;
        }

        // A terminal may not say how wide it is.
        private static int WidthOfTerminal() => Console.WindowWidth is > 0 and var width ? width - 1 : WidthOfFiles;
    }
}
