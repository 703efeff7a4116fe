using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Exp"/>.</summary>
internal static class Exp
{
    public static CpuOperation Prepare(Operations.Exp exp, CpuBinding binding) => new Kernel(exp, binding);

    private sealed class Kernel(Operations.Exp exp, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Exp(NaturalLogOfBase * (exp.Shift + exp.Scale * x));

        protected override double Derivative(double x, double y) => y * NaturalLogOfBase * exp.Scale;

        private double NaturalLogOfBase => exp.Base == -1 ? 1 : Math.Log(exp.Base);
    }
}
