using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record ReLU
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(ReLU relu, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => RectifierValue.OfReLU(x, relu.NegativeSlope);

        protected override double Derivative(double x, double y) => x > 0 ? 1 : relu.NegativeSlope;

        protected override double Gradient(ReluRule rule, double gradient, double derivative) => rule.Through(gradient, derivative);
    }
}
