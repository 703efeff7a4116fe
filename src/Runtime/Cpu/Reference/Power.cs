using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Power
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Power power, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) =>
            power.IsConstant ? power.Constant : Math.Pow(Base(x), power.Exponent);

        protected override double Derivative(double x, double y) =>
            power.IsConstant ? 0 : Slope * Math.Pow(Base(x), power.Exponent - 1.0);

        // As in Caffe, which adds no shift of 0: −0 stays negative.
        private double Base(double x) => power.Shift == 0 ? power.Scale * x : power.Shift + power.Scale * x;

        private double Slope => (double)power.Exponent * power.Scale;
    }
}
