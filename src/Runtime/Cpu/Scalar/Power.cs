using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Power
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Power power, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Pow(power.Shift + power.Scale * x, power.Exponent);

        protected override double Derivative(double x, double y) => Slope == 0 ? 0 : Slope * Math.Pow(power.Shift + power.Scale * x, power.Exponent - 1);

        private double Slope => (double)power.Exponent * power.Scale;
    }
}
