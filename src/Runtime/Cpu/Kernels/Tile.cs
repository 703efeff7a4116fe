using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary><see cref="Operations.Tile"/> has one implementation. Copies of runs: there is nothing to vectorize.</summary>
internal static class Tile
{
    public static CpuOperation Prepare(Operations.Tile tile, CpuBinding binding) => Reference.Tile.Prepare(tile, binding);
}
