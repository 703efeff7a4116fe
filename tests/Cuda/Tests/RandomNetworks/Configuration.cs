using CaffeSharpGen.Cuda;
using CaffeSharpGen.Cuda.Devices;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>A device of the random networks, by what matters of it: here the double. Devices are made once.</summary>
/// <param name="IsScalar">Whether the plain loops of the CPU run.</param>
/// <param name="TileWidth">Says nothing here.</param>
/// <param name="Threads">Passes of 1 are not recorded.</param>
/// <param name="Accuracy">Says nothing here.</param>
internal sealed record Configuration(bool IsScalar, int TileWidth, int Threads, Accuracy Accuracy)
{
    private static readonly Dictionary<(bool, bool), Device> devices = [];

    /// <summary>The plain loops.</summary>
    public static Configuration Scalar { get; } = new(true, 16, 1, Accuracy.Fast);

    /// <summary>The same without recordings.</summary>
    public Configuration OnOneThread => this with { Threads = 1 };

    /// <summary>The device.</summary>
    public Device Open()
    {
        (bool, bool) key = (IsScalar, Threads > 1);
        if (!devices.TryGetValue(key, out Device? device))
            devices.Add(key, device = IsScalar ? Device.Scalar() : new CudaDevice(new CudaOptions { RecordPasses = Threads > 1 }));
        return device;
    }

    public override string ToString() => IsScalar ? "scalar" : Threads > 1 ? "the double, recording" : "the double";

    /// <summary>Ends all of them.</summary>
    public static void CloseAll()
    {
        foreach (Device device in devices.Values)
            device.Dispose();
        devices.Clear();
    }
}
