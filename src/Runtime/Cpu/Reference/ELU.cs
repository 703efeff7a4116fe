using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record ELU
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(ELU elu, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => x > 0 ? x : elu.Alpha * (Math.Exp(x) - 1);

        protected override double Derivative(double x, double y) => x > 0 ? 1 : elu.Alpha * Math.Exp(x);

        protected override double Gradient(ReluRule rule, double gradient, double derivative) => rule.Through(gradient, derivative);
    }
}
