using CaffeSharpGen.Cuda;

namespace CaffeSharpGen.Samples.Devices;

/// <summary>NVIDIA GPUs. Only this class names their library, so that a run on the processor does not even load it.</summary>
internal static class Gpu
{
    /// <summary>Starts a GPU.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="tf32">Whether it multiplies in TF32.</param>
    /// <returns>The device, or why it cannot be used.</returns>
    public static (Device? Device, string? Reason) TryOpen(int index, bool tf32)
    {
        try
        {
            return (Device.Cuda(index, tf32 ? Precision.Tf32 : Precision.Full), null);
        }
        catch (ArgumentOutOfRangeException)
        {
            IEnumerable<string> found = Device.CudaDevices.Select(gpu => $"cuda:{gpu.Index}, {gpu.Name}");
            return (null, $"there is no such GPU; found {string.Join(", ", found)}");
        }
        catch (Exception failure) when (failure is PlatformNotSupportedException or DeviceException)
        {
            return (null, failure.Message);
        }
    }
}
