using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.UnitNorm"/> has one implementation. Networks use it once, behind all convolutions.</summary>
internal static class UnitNorm
{
    public static CpuOperation Prepare(Operations.UnitNorm operation, CpuBinding binding) => Reference.UnitNorm.Prepare(operation, binding);
}
