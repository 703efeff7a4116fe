using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.InnerDistance"/> has one implementation. Networks use it once, behind all convolutions.</summary>
internal static class InnerDistance
{
    public static CpuOperation Prepare(Operations.InnerDistance operation, CpuBinding binding) =>
        Reference.InnerDistance.Prepare(operation, binding);
}
