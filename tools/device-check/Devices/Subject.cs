using System.Diagnostics;
using System.Globalization;
using CaffeSharpGen.Cuda;

namespace CaffeSharpGen.DeviceCheck.Devices;

/// <summary>How a device works.</summary>
/// <param name="Precision">How it multiplies.</param>
/// <param name="Tuning">How it chooses algorithms.</param>
/// <param name="RecordsPasses">Whether passes become CUDA graphs.</param>
internal readonly record struct Setting(Precision Precision = Precision.Full, Tuning Tuning = Tuning.Heuristic, bool RecordsPasses = true);

/// <summary>The device that is checked.</summary>
/// <param name="index">Which GPU; null for the processor, with other kernels than those it is compared with.</param>
internal sealed class Subject(int? index)
{
    private const string Prefix = "cuda:";

    /// <summary>Whether it is a GPU.</summary>
    public bool IsGpu => index is not null;

    /// <summary>Its precisions, each with each tuning; the defaults for another device than a GPU.</summary>
    public IReadOnlyList<Setting> Settings => IsGpu
        ?
        [
            .. from precision in new[] { Precision.Full, Precision.Tf32 }
               from tuning in new[] { Tuning.Heuristic, Tuning.Measured }
               select new Setting(precision, tuning),
        ]
        : [new Setting()];

    /// <summary>The index of a GPU in a name such as <c>cuda:0</c>; null if it is none.</summary>
    public static int? IndexOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : null;

    /// <summary>What opening it the first time took, in milliseconds.</summary>
    public double FirstOpening { get; private set; }

    /// <summary>Why it cannot be opened; null if it can.</summary>
    public string? WhyNot()
    {
        try
        {
            long start = Stopwatch.GetTimestamp();
            using Device device = Open(new Setting());
            FirstOpening = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return null;
        }
        catch (Exception e) when (e is PlatformNotSupportedException or ArgumentOutOfRangeException or DeviceException)
        {
            return e.Message;
        }
    }

    /// <summary>Opens it.</summary>
    public Device Open(Setting setting) => index is { } gpu
        ? Device.Cuda(new CudaOptions
        {
            Index = gpu,
            Precision = setting.Precision,
            Tuning = setting.Tuning,
            RecordPasses = setting.RecordsPasses,
        })
        : Device.Cpu(accuracy: Accuracy.Exact);
}
