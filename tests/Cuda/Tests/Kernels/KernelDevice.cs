using CaffeSharpGen.Cuda.Devices;
namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>One device for all tests of a class.</summary>
public sealed class KernelDevice : IDisposable
{
    internal CudaDevice Device { get; } = Gpu.Open();

    public void Dispose() => Device.Dispose();
}
