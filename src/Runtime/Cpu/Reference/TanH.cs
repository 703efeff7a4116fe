using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.TanH"/>.</summary>
internal static class TanH
{
    public static CpuOperation Prepare(Operations.TanH tanh, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Tanh(x);

        protected override double Derivative(double x, double y) => 1 - y * y;
    }
}
