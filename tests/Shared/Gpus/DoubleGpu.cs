using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Tests;

/// <summary>A GPU that the test double of CUDA imitates in this process, with the kernels that ship.</summary>
internal static class DoubleGpu
{
    /// <summary>Makes the double this process's CUDA, or skips the test where there is none.</summary>
    public static void Start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the test double of CUDA is of Linux");
        CudaDouble.Start(File.ReadAllText(SharedFolder.InRepository("src", "Cuda", "Kernels", "kernels.ptx")));
    }

    /// <summary>Opens it.</summary>
    public static Device Open()
    {
        Start();
        return Device.Cuda();
    }
}
