using System.Collections.Concurrent;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>A device, by what matters of it. Devices are made once and serve all networks, also at once.</summary>
/// <param name="IsScalar">Whether the plain loops run.</param>
/// <param name="TileWidth">Floats in a vector of a convolution's tile.</param>
/// <param name="Threads">Threads that share the work.</param>
/// <param name="Accuracy">How convolutions may round.</param>
internal sealed record Configuration(bool IsScalar, int TileWidth, int Threads, Accuracy Accuracy)
{
    private static readonly ConcurrentDictionary<(Configuration, int), Lazy<Device>> Devices = new();

    /// <summary>The plain loops.</summary>
    public static Configuration Scalar { get; } = new(true, 16, 1, Accuracy.Fast);

    /// <summary>The same on one thread.</summary>
    public Configuration OnOneThread => this with { Threads = 1 };

    /// <summary>The device; each thread of the test has its own.</summary>
    public Device Open() => Devices.GetOrAdd((this, Environment.CurrentManagedThreadId), _ => new Lazy<Device>(Make)).Value;

    public override string ToString() => IsScalar ? "scalar" : $"vectors of {TileWidth}, {Threads} thread(s), {Accuracy}";

    private Device Make() => IsScalar ? Device.Scalar() : new CpuDevice(CpuKernels.Simd, Threads) { TileWidth = TileWidth, Accuracy = Accuracy };
}
