using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Threshold"/>.</summary>
internal static class Threshold
{
    public static CpuOperation Prepare(Operations.Threshold threshold, CpuBinding binding) => new Kernel(threshold, binding);

    private sealed class Kernel(Operations.Threshold threshold, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => x > threshold.Limit ? 1 : 0;

        protected override double Derivative(double x, double y) => 0;
    }
}
