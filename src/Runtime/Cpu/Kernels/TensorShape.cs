using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.TensorShape"/> has one implementation. It writes a few numbers.</summary>
internal static class TensorShape
{
    public static CpuOperation Prepare(Operations.TensorShape operation, CpuBinding binding) =>
        Reference.TensorShape.Prepare(operation, binding);
}
