using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CaffeSharpGen.Samples.Devices;

/// <summary>A device as command lines name it.</summary>
public sealed record DeviceName
{
    private const string CudaPrefix = "cuda:";

    private readonly string text;

    private DeviceName(string text, int? gpuIndex = null) => (this.text, GpuIndex) = (text, gpuIndex);

    /// <summary>The first GPU if it can be used, else the processor.</summary>
    public static DeviceName Auto { get; } = new("auto");

    /// <summary>The processor.</summary>
    public static DeviceName Cpu { get; } = new("cpu");

    /// <summary>Index of the GPU, from 0; null where none is named.</summary>
    public int? GpuIndex { get; }

    /// <summary>A GPU.</summary>
    /// <param name="index">From 0.</param>
    public static DeviceName Cuda(int index) => new(string.Create(CultureInfo.InvariantCulture, $"{CudaPrefix}{index}"), index);

    /// <summary>What the original's number of a GPU means: −1 is the processor, others count GPUs from 0.</summary>
    public static DeviceName OfGpuId(int id) => id < 0 ? Cpu : Cuda(id);

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c> (the first GPU) or <c>cuda:k</c>; case does not matter.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out DeviceName? name)
    {
        string lower = text.ToLowerInvariant();
        name = lower switch
        {
            "auto" => Auto,
            "cpu" => Cpu,
            "cuda" => Cuda(0),
            _ when lower.StartsWith(CudaPrefix, StringComparison.Ordinal)
                && int.TryParse(lower.AsSpan(CudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                => Cuda(index),
            _ => null,
        };
        return name is not null;
    }

    /// <summary>As it is read: <c>auto</c>, <c>cpu</c>, <c>cuda:0</c>.</summary>
    public override string ToString() => text;
}
