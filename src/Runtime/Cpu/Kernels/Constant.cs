using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Constant"/> has one implementation. It fills memory.</summary>
internal static class Constant
{
    public static CpuOperation Prepare(Operations.Constant constant, CpuBinding binding) => Reference.Constant.Prepare(constant, binding);
}
