using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CaffeSharpGen.Samples.CommandLines;
using static CaffeSharpGen.Samples.CommandLines.OptionRules;

namespace CaffeSharpGen.Samples.Devices;

/// <summary>The samples' options that choose the device, with their rules.</summary>
public sealed class DeviceOptions
{
    private readonly SampleOption<int> threads =
        Named(ValueKinds.Whole(0, 64, 4), "--threads", "Number of threads of the CPU; 0 for one a core.").Or(0);
    private readonly SampleOption<DeviceName> device = Named(
        new ValueKind<DeviceName>(DeviceRules.Placeholder, DeviceRules.Expected, DeviceRules.Example, DeviceName.TryRead)
        {
            Hint = DeviceRules.Suggest,
        },
        "--device", DeviceRules.Description).Or(DeviceName.Cpu);
    private readonly SampleOption<int> gpuId = Spelled(
        ValueKinds.Whole(-1, int.MaxValue, 0) with { Expected = "-1, the CPU, or the number of a GPU, counted from 0" }, "gpuid",
        "The original's number of a GPU: -1 is --device cpu, 0 is --device cuda:0.").Or(-1);
    private readonly SampleOption<bool> tf32 = Named(ValueKinds.Flag, "--tf32", DeviceRules.Tf32Description);
    private readonly SampleOption<string> backend;

    /// <summary>Makes the options of one program.</summary>
    /// <param name="backend">The original script's default.</param>
    public DeviceOptions(string backend) => this.backend = Spelled(
        ValueKinds.Choice("nn", "cudnn"), "backend",
        "Understood for old command lines, without effect: a GPU runs convolutions in cuDNN, the CPU never.").Or(backend);

    /// <summary>The options, in the order of the help.</summary>
    public Option[] All => [threads, device, gpuId, tf32, backend];

    /// <summary>Adds the rules to a command line.</summary>
    public void AddRules(RootCommand root) => root.Validators.Add(result =>
    {
        // An option that is wrong by itself says so.
        if (TryRead(result, out DeviceName? named, out int? id)
            && DeviceRules.FindContradiction(named, id, DeviceRules.IsOn(result, tf32)) is { } problem)
            result.AddError(problem);
    });

    /// <summary>Reads them into a request.</summary>
    public T Read<T>(ParseResult parsed, T request) where T : CommonRequest
    {
        TryRead(parsed.CommandResult, out DeviceName? named, out int? id);
        return request with
        {
            Threads = parsed.GetValue(threads),
            Device = DeviceRules.Choose(named, id),
            Tf32 = parsed.GetValue(tf32),
        };
    }

    // Those that are given, whatever their defaults.
    private bool TryRead(CommandResult result, out DeviceName? named, out int? id)
    {
        (named, id) = (null, null);
        if (GivenText(result, device) is { } name && !DeviceName.TryRead(name, out named))
            return false;
        if (GivenText(result, gpuId) is not { } number)
            return true;
        id = int.TryParse(number, CultureInfo.InvariantCulture, out int read) ? read : null;
        return id >= -1;
    }

    private static string? GivenText(CommandResult result, Option option) => result.GetResult(option)?.Tokens.LastOrDefault()?.Value;
}
