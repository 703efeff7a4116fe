using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.AbsVal"/>.</summary>
internal static class AbsVal
{
    public static CpuOperation Prepare(Operations.AbsVal absVal, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Abs(x);

        // Caffe's (x > 0) − (x < 0): 0 for NaN, which Math.Sign refuses.
        protected override double Derivative(double x, double y) => x > 0 ? 1 : x < 0 ? -1 : 0;
    }
}
