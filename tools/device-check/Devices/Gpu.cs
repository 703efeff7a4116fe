using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Passes;

namespace CaffeSharpGen.DeviceCheck.Devices;

/// <summary>What devices do not show.</summary>
internal static class Gpu
{
    /// <summary>What all networks on a GPU share; null for another device.</summary>
    public static CudaContext? ContextOf(Device device) => (device as CudaDevice)?.Context;

    /// <summary>What records the passes of a network; null if it does not run on a GPU.</summary>
    public static PassRecorder? PassesOf(Network network) =>
        (network.Hooks[0].State.Buffer as CudaBuffer)?.Session is CudaSession session ? session.Passes : null;

    /// <summary>Waits until the device has done everything.</summary>
    public static void Synchronize(Device device)
    {
        if (ContextOf(device) is not { } context)
            return;
        using CudaContext.Turn turn = context.Enter();
        context.Synchronize();
    }
}
