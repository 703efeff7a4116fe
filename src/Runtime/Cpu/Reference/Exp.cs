using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Exp
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Exp exp, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Exp(NaturalLogOfBase * (exp.Shift + exp.Scale * x));

        protected override double Derivative(double x, double y) => y * NaturalLogOfBase * exp.Scale;

        private double NaturalLogOfBase => exp.Base == -1 ? 1 : Math.Log(exp.Base);
    }
}
