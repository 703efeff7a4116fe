using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Swish"/>.</summary>
internal static class Swish
{
    public static CpuOperation Prepare(Operations.Swish swish, CpuBinding binding) => new Kernel(swish, binding);

    private sealed class Kernel(Operations.Swish swish, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => x * Gate(x);

        protected override double Derivative(double x, double y) => Gate(x) * (1 + swish.Beta * x * (1 - Gate(x)));

        private double Gate(double x) => 1 / (1 + Math.Exp(-swish.Beta * x));
    }
}
