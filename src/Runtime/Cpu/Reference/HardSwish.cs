using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.HardSwish"/>.</summary>
internal static class HardSwish
{
    public static CpuOperation Prepare(Operations.HardSwish hardSwish, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => x * Math.Min(Math.Max(x + 3, 0), 6) / 6;

        protected override double Derivative(double x, double y) => x >= 3 ? 1 : x > -3 ? (2 * x + 3) / 6 : 0;
    }
}
