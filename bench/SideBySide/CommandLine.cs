using System.CommandLine;
using System.CommandLine.Parsing;
using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Measurements;

namespace CaffeSharpGen.SideBySide;

/// <summary>The options.</summary>
internal sealed class CommandLine
{
    private const string Load = "load", Memory = "memory", EndToEnd = "end-to-end";

    private static readonly string[] StartNetworks = ["squeezenet_v1.0", "googlenet", "resnet50"];

    private static readonly Dictionary<string, Mode> ModeNames = new()
    {
        ["forward"] = Mode.Forward,
        ["grad-cam"] = Mode.GradCam,
        ["guided"] = Mode.Guided,
        ["both"] = Mode.Both,
    };

    private readonly Option<string[]> networks = Several("--networks", "Networks, by their prototxts in models/.", NetworkCase.All.Select(network => network.File));
    private readonly Option<string[]> engines = Several("--engines", "Engines; the first is the one that others are compared with.", EngineKind.All.Select(kind => kind.Id), [.. EngineKind.Usual.Select(kind => kind.Id)]);
    private readonly Option<string[]> modes = Several("--modes", "What is measured.", [.. ModeNames.Keys, Load, Memory, EndToEnd]);
    private readonly Option<int[]> batches = new("--batch") { Description = "Numbers of images at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 8] };
    private readonly Option<int> rounds = new("--rounds") { Description = "How often the engines take turns: rather often, because neighbours on a shared machine come and go.", DefaultValueFactory = _ => 12 };
    private readonly Option<int> runs = new("--runs") { Description = "Runs in each turn, of one image; fewer of more images.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> threads = new("--threads") { Description = "Threads of each engine.", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> against = new("--against")
    {
        Description = "Another checkout of this repository: its build and this one take turns, without peers, and the ratio of their times is printed for each case.",
    };
    private readonly Option<bool> start = new("--start")
    {
        Description = $"Times starts of processes instead, until a network is ready, under the JIT and ahead of time, beside ONNX Runtime and, with --against, the other checkout; of {string.Join(",", StartNetworks)} unless told.",
    };
    private readonly Option<string?> lockFile = new("--lock") { Description = "File to lock (flock) while something is timed, for neighbours who do the same." };
    private readonly Option<string?> update = new("--update") { Description = "Markdown file whose tables are to be replaced by the new ones." };
    private readonly RootCommand root;

    public CommandLine(Action<Settings> run)
    {
        root = new RootCommand("Times our engine beside ONNX Runtime and TorchSharp, and prints Markdown tables.")
        {
            networks, engines, modes, batches, rounds, runs, threads, against, start, lockFile, update,
        };
        root.Validators.Add(CheckAgainst);
        root.Validators.Add(CheckStart);
        foreach (Option<int> count in new[] { rounds, runs, threads })
            AtLeastOne(count, result => [result.GetValueOrDefault<int>()]);
        AtLeastOne(batches, result => result.GetValueOrDefault<int[]>());
        root.SetAction(parsed => run(ToSettings(parsed)));
    }

    public ParseResult Parse(IReadOnlyList<string> arguments) => root.Parse(arguments);

    private Settings ToSettings(ParseResult parsed)
    {
        string[] chosen = parsed.GetValue(modes)!;
        OtherBuild? other = parsed.GetValue(against) is { } folder ? new OtherBuild(folder) : null;
        if (other is not null && parsed.GetResult(modes) is { Implicit: true })
            chosen = [.. ModeNames.Keys, Load];
        bool isStart = parsed.GetValue(start);
        if (isStart)
            chosen = [];
        return new Settings
        {
            Networks = [.. (isStart && parsed.GetResult(networks) is { Implicit: true } ? StartNetworks : parsed.GetValue(networks)!).Select(NetworkCase.Find)],
            Engines = isStart ? [EngineKind.Ours, EngineKind.Onnx] : other is null ? [.. parsed.GetValue(engines)!.Select(EngineKind.Find)] : [EngineKind.Ours, other.Kind],
            Start = isStart,
            Modes = [.. ModeNames.Where(mode => chosen.Contains(mode.Key)).Select(mode => mode.Value)],
            Load = chosen.Contains(Load),
            Memory = chosen.Contains(Memory),
            EndToEnd = chosen.Contains(EndToEnd),
            Batches = parsed.GetValue(batches)!,
            Rounds = parsed.GetValue(rounds),
            Runs = parsed.GetValue(runs),
            Threads = parsed.GetValue(threads),
            Lock = parsed.GetValue(lockFile),
            Update = parsed.GetValue(update),
            Against = other,
        };
    }

    // Two builds are compared by what they take for the same; what else there is would be left out in silence.
    private void CheckAgainst(CommandResult result)
    {
        if (result.GetResult(against) is null or { Implicit: true })
            return;
        foreach (Option option in new Option[] { engines, update })
        {
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name} does not go with {against.Name}");
        }
        if (result.GetResult(modes) is { Implicit: false } chosen && chosen.Tokens.Any(token => token.Value.Split(',').Contains(EndToEnd)))
            result.AddError($"{modes.Name} {EndToEnd} does not go with {against.Name}");
    }

    // It has programs of its own, one image and one forward pass.
    private void CheckStart(CommandResult result)
    {
        if (result.GetResult(start) is null or { Implicit: true })
            return;
        foreach (Option option in new Option[] { engines, modes, batches, runs, update })
        {
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name} does not go with {start.Name}");
        }
    }

    // Names behind one another, or joined by commas.
    private static Option<string[]> Several(string name, string description, IEnumerable<string> names, string[]? usual = null)
    {
        string[] known = [.. names];
        return new Option<string[]>(name)
        {
            Description = $"{description} Of {string.Join(",", known)}; {(usual is null ? "all" : string.Join(",", usual))} unless told.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => usual ?? known,
            CustomParser = result =>
            {
                string[] given = [.. result.Tokens.SelectMany(token => token.Value.Split(',')).Distinct()];
                if (given.Except(known).FirstOrDefault() is { } stranger)
                    result.AddError($"{name} is given '{stranger}'; expected some of {string.Join(", ", known)}");
                return given;
            },
        };
    }

    private static void AtLeastOne(Option option, Func<OptionResult, int[]?> values) => option.Validators.Add(result =>
    {
        if (!result.Errors.Any() && values(result)?.Any(value => value < 1) == true)
            result.AddError($"{option.Name} must be at least 1");
    });
}
