using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaffeSharpGen.Samples.Devices;

/// <summary>What command lines say of devices, and what they cannot mean.</summary>
public static class DeviceRules
{
    /// <summary>What <c>--device</c> takes, as a word of the help.</summary>
    public const string Placeholder = "auto|cpu|cuda:k";

    /// <summary>What <c>--device</c> takes, in words.</summary>
    public const string Expected = "auto, cpu, cuda or cuda:k, where k counts GPUs from 0";

    /// <summary>A device to copy.</summary>
    public const string Example = "cuda:0";

    /// <summary>What <c>--device</c> is for.</summary>
    public const string Description =
        "Where networks run: cpu; cuda:k is NVIDIA GPU k, counted from 0, and cuda the first; "
        + "auto is the first GPU if it can be used, else the CPU, and says why.";

    /// <summary>What <c>--tf32</c> is for.</summary>
    public const string Tf32Description =
        "Convolutions and products of a GPU run on tensor cores (TF32, from compute capability 8.0 on): faster, to about three digits.";

    /// <summary>The words that <c>--device</c> takes.</summary>
    public static IReadOnlyList<string> Words { get; } = ["auto", "cpu", "cuda"];

    /// <summary>What a wrong device may have meant, such as <c>; did you mean 'cuda'?</c>; nothing unless it is near.</summary>
    public static string Suggest(string text) => text.StartsWith("gpu", StringComparison.OrdinalIgnoreCase)
        ? "; did you mean 'cuda'?"
        : text.StartsWith("cuda:", StringComparison.OrdinalIgnoreCase) ? ""
        : NearestNames.Suggestion(text, Words);

    /// <summary>Whether a flag is on; one whose value is wrong, which says so by itself, is off.</summary>
    public static bool IsOn(CommandResult result, Option<bool> flag) =>
        result.GetResult(flag) is { Implicit: false } given
        && given.Tokens.All(token => bool.TryParse(token.Value, out bool isOn) && isOn);

    /// <summary>The device that options mean together.</summary>
    /// <param name="device">That of <c>--device</c>; null if it is not given.</param>
    /// <param name="gpuId">That of <c>--gpuid</c>; null if it is not given.</param>
    public static DeviceName Choose(DeviceName? device, int? gpuId) =>
        device ?? (gpuId is { } id ? DeviceName.OfGpuId(id) : DeviceName.Cpu);

    /// <summary>Why options that are right by themselves cannot stand together; null if they can.</summary>
    /// <param name="device">That of <c>--device</c>; null if it is not given.</param>
    /// <param name="gpuId">That of <c>--gpuid</c>; null if it is not given.</param>
    /// <param name="tf32">Whether <c>--tf32</c> is given.</param>
    public static string? FindContradiction(DeviceName? device, int? gpuId, bool tf32)
    {
        if (device is not null && gpuId is { } id && DeviceName.OfGpuId(id) != device)
            return $"--gpuid {id} is {DeviceName.OfGpuId(id)}, and --device is {device}; give one of them";
        return tf32 && Choose(device, gpuId) == DeviceName.Cpu
            ? "--tf32 says how a GPU multiplies, and the device is the CPU; expected --device cuda or --device auto with it"
            : null;
    }
}
