using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Sigmoid
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(binding);

    private sealed class ScalarKernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => 1 / (1 + Math.Exp(-x));

        protected override double Derivative(double x, double y) => y * (1 - y);
    }
}
