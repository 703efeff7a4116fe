using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Tests that run kernels on the test double, whose state is the process's: one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelCollection : ICollectionFixture<KernelFixture>
{
    public const string Name = "kernels on the double";
}

/// <summary>The double with the kernels that ship.</summary>
public sealed class KernelFixture
{
    public KernelFixture() => CudaDouble.Start(Ptx);

    /// <summary>The PTX that ships.</summary>
    internal static string Ptx { get; } = System.Text.Encoding.UTF8.GetString(KernelModule.Ptx()).TrimEnd('\0');
}
