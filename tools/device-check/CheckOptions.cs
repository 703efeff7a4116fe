using System.CommandLine;

namespace CaffeSharpGen.DeviceCheck;

/// <summary>What is to be checked.</summary>
/// <param name="Device">Such as <c>cuda:0</c>; <c>cpu</c> to develop this program.</param>
/// <param name="Folder">Where the report goes.</param>
/// <param name="Budget">How long it may take.</param>
/// <param name="IsQuick">Whether only small networks are checked, and no time means anything.</param>
/// <param name="Words">Parts of the titles of the sections that run; empty for all.</param>
/// <param name="IsPart">Whether it is to be done in this process.</param>
internal sealed record CheckOptions(string Device, string Folder, TimeSpan Budget, bool IsQuick, IReadOnlyList<string> Words, bool IsPart)
{
    /// <summary>Whether a section runs.</summary>
    public bool Wants(Sections.Section section) =>
        Words.Count == 0 || Words.Any(word => section.Title.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="check">What it does; returns the exit code.</param>
    /// <returns>The exit code; 2 if the command line is wrong.</returns>
    public static int Run(string[] arguments, Func<CheckOptions, int> check)
    {
        var device = new Option<string>("--device")
        {
            Description = "The GPU to check; cpu checks this program, by comparing the processor with itself.",
            HelpName = "cuda:k|cpu",
            DefaultValueFactory = _ => "cuda:0",
        };
        var folder = new Option<string>("--out")
        {
            Description = "Folder for device-check.md and device-check.json; defaults to $OUT, else to the current one.",
            HelpName = "folder",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("OUT") is { Length: > 0 } set ? set : ".",
        };
        var budget = new Option<double>("--budget")
        {
            Description = "Seconds: nothing begins that would end later.",
            HelpName = "seconds",
            DefaultValueFactory = _ => 480,
        };
        var quick = new Option<bool>("--quick") { Description = "Small networks, few repeats: every path runs, nothing is measured. For the test double, and for CI." };
        var sections = new Option<string[]>("--sections")
        {
            Description = "Only sections whose title contains one of these words.",
            HelpName = "words",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var part = new Option<bool>("--part") { Description = "Run the sections in this process; the program starts itself so.", Hidden = true };
        budget.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double>() is not (>= 1 and <= 86400))
                result.AddError($"--budget takes seconds from 1 to 86400, not '{result.Tokens[0].Value}'");
        });
        device.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && name != "cpu" && Devices.Subject.IndexOf(name) is null)
                result.AddError($"--device takes cuda:0, cuda:1, … or cpu, not '{name}'");
        });
        var command = new RootCommand("Checks and measures CaffeSharpGen on this machine's NVIDIA GPU. Exit code 0 only if all numbers agree.")
        {
            device, folder, budget, quick, sections, part,
        };
        command.SetAction(parsed => check(new CheckOptions(
            parsed.GetRequiredValue(device), parsed.GetRequiredValue(folder), TimeSpan.FromSeconds(parsed.GetRequiredValue(budget)),
            parsed.GetValue(quick), parsed.GetRequiredValue(sections), parsed.GetValue(part))));
        ParseResult result = command.Parse(arguments);
        return result.Errors.Count > 0 ? Explain(result) : result.Invoke();
    }

    private static int Explain(ParseResult result)
    {
        foreach (System.CommandLine.Parsing.ParseError error in result.Errors)
            Console.Error.WriteLine($"device-check: {error.Message}");
        return 2;
    }
}
