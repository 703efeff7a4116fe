using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record AbsVal
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(binding);

    private sealed class ScalarKernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Abs(x);

        protected override double Derivative(double x, double y) => Math.Sign(x);
    }
}
