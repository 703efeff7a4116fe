using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record TanH
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(binding);

    private sealed class ScalarKernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Tanh(x);

        protected override double Derivative(double x, double y) => 1 - y * y;
    }
}
