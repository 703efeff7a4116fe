using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.ELU"/>.</summary>
internal static class ELU
{
    public static CpuOperation Prepare(Operations.ELU elu, CpuBinding binding) => new Kernel(elu, binding);

    private sealed class Kernel(Operations.ELU elu, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => x > 0 ? x : elu.Alpha * (Math.Exp(x) - 1);

        protected override double Derivative(double x, double y) => x > 0 ? 1 : elu.Alpha * Math.Exp(x);

        protected override double Gradient(ReluRule rule, double gradient, double derivative) => rule.Through(gradient, derivative);
    }
}
