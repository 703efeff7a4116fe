using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.HardSigmoid"/>.</summary>
internal static class HardSigmoid
{
    public static CpuOperation Prepare(Operations.HardSigmoid hardSigmoid, CpuBinding binding) => new Kernel(hardSigmoid, binding);

    private sealed class Kernel(Operations.HardSigmoid hardSigmoid, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Clamp(hardSigmoid.Alpha * x + hardSigmoid.Beta, 0, 1);

        protected override double Derivative(double x, double y) => y > 0 && y < 1 ? hardSigmoid.Alpha : 0;
    }
}
