using System.CommandLine;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Devices;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>The options that choose the device; their names are those of the samples.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string> device = new("--device")
    {
        Description = DeviceRules.Description,
        HelpName = DeviceRules.Placeholder,
        DefaultValueFactory = _ => DeviceName.Cpu.ToString(),
    };
    private readonly Option<bool> tf32 = new("--tf32") { Description = DeviceRules.Tf32Description };
    private readonly Option<int> threads = new("--threads")
    {
        Description = "Number of threads of the CPU; 0 for one a core.",
        HelpName = "number",
    };

    /// <summary>Makes them, with their rules.</summary>
    public DeviceOptions()
    {
        Requires(
            device, text => DeviceName.TryRead(text, out _),
            text => $"{DeviceRules.Expected}, such as --device {DeviceRules.Example}{DeviceRules.Suggest(text)}");
        device.CompletionSources.Add([.. DeviceRules.Words]);
        CompileOptions.WholeNumber(threads, 0, 64);
    }

    /// <summary>The options.</summary>
    public Option[] All => [device, tf32, threads];

    /// <summary>Adds the rules to a command.</summary>
    public void AddRules(Command command) => command.Validators.Add(result =>
    {
        DeviceName? name = null;
        // A device that is wrong by itself says so.
        bool isRight = result.GetResult(device) is not { Tokens: [var given, ..] } || DeviceName.TryRead(given.Value, out name);
        if (isRight && DeviceRules.FindContradiction(name, gpuId: null, DeviceRules.IsOn(result, tf32)) is { } problem)
            result.AddError(problem);
    });

    /// <summary>Reads them into a request.</summary>
    public NetworkRequest Read(ParseResult parsed, NetworkRequest request) => request with
    {
        Device = DeviceName.TryRead(parsed.GetValue(device)!, out DeviceName? name) ? name : DeviceName.Cpu,
        Tf32 = parsed.GetValue(tf32),
        Threads = parsed.GetValue(threads),
    };
}
