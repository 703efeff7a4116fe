using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Power"/>.</summary>
internal static class Power
{
    public static CpuOperation Prepare(Operations.Power power, CpuBinding binding) => new Kernel(power, binding);

    private sealed class Kernel(Operations.Power power, CpuBinding binding) : ScalarElementwise(binding)
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
