using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Atan"/>.</summary>
internal static class Atan
{
    public static CpuOperation Prepare(Operations.Atan atan, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Atan(x);

        protected override double Derivative(double x, double y) => 1 / (1 + x * x);
    }
}
