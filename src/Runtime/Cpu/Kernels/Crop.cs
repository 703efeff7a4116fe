using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Crop"/> has one implementation. Copies of rows: there is nothing to vectorize.</summary>
internal static class Crop
{
    public static CpuOperation Prepare(Operations.Crop crop, CpuBinding binding) => Reference.Crop.Prepare(crop, binding);
}
