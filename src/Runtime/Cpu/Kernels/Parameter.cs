using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Parameter"/> has one implementation. It copies its weight.</summary>
internal static class Parameter
{
    public static CpuOperation Prepare(Operations.Parameter parameter, CpuBinding binding) =>
        Reference.Parameter.Prepare(parameter, binding);
}
