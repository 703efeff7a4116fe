using CaffeSharpGen.Samples.CommandLines;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Samples.Devices;

/// <summary>The device that a command line asks for. Programs make theirs here, and nowhere else.</summary>
public static class RequestedDevice
{
    /// <summary>
    /// Makes the device, on which all networks of a run are loaded. No library of a GPU is looked for unless one is asked for.
    /// </summary>
    /// <param name="request">What the command line asks for.</param>
    /// <param name="progress">Times the start of a GPU.</param>
    /// <param name="error">The error output: takes one line if <c>auto</c> takes the processor.</param>
    /// <returns>The device; dispose of it after its networks.</returns>
    /// <exception cref="UserError">The GPU that is asked for cannot be used.</exception>
    public static Device Open(CommonRequest request, Progress progress, TextWriter error)
    {
        if (request.Device == DeviceName.Cpu)
            return Device.Cpu(request.Threads);
        (Device? gpu, string? reason) = progress.Step("start GPU", () => Gpu.TryOpen(request.Device.GpuIndex ?? 0, request.Tf32));
        if (gpu is not null)
            return gpu;
        if (request.Device != DeviceName.Auto)
        {
            throw new UserError(
                $"{request.Device} cannot be used: {reason}; give --device cpu, or --device auto to take a GPU only where there is one");
        }
        error.WriteLine($"note: --device auto takes the CPU: {reason}");
        return Device.Cpu(request.Threads);
    }

    /// <summary>What to say of a GPU that fails while a network is loaded or runs: what failed, and the way out.</summary>
    public static string Describe(DeviceException failure) => $"{failure.Message}; --device cpu runs without a GPU";
}
