using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record AbsVal
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(binding);

    private sealed class ScalarKernel(CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Abs(x);

        // Caffe's (x > 0) − (x < 0): 0 for NaN, which Math.Sign refuses.
        protected override double Derivative(double x, double y) => x > 0 ? 1 : x < 0 ? -1 : 0;
    }
}
