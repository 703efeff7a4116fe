using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Sigmoid"/>.</summary>
internal static class Sigmoid
{
    public static CpuOperation Prepare(Operations.Sigmoid sigmoid, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => 1 / (1 + Math.Exp(-x));

        protected override double Derivative(double x, double y) => y * (1 - y);
    }
}
