using System.Text;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests;

/// <summary>A GPU that the double imitates, with the kernels that ship. Its state is the process's: such tests run one after another.</summary>
public sealed class Gpu
{
    public Gpu() => CudaDouble.Start(Encoding.UTF8.GetString(KernelModule.Ptx()).TrimEnd('\0'));

    /// <summary>A compute capability whose workspaces are small: memory is written when it is allocated, and tests that open the device some hundred times wait for that.</summary>
    internal static (int Major, int Minor) Small => (7, 5);

    /// <summary>Opens it as it is at first, with new settings.</summary>
    internal static CudaDevice Open(CudaOptions? options = null)
    {
        CudaDouble.Reset();
        return new CudaDevice(options ?? new CudaOptions());
    }

    /// <summary>Opens it as it is at first, with small workspaces.</summary>
    internal static CudaDevice OpenSmall()
    {
        CudaDouble.Reset();
        CudaDouble.ComputeCapability = Small;
        return new CudaDevice(new CudaOptions());
    }
}

/// <summary>Tests that use the double.</summary>
[CollectionDefinition(nameof(Gpu), DisableParallelization = true)]
public sealed class GpuTests : ICollectionFixture<Gpu>;
