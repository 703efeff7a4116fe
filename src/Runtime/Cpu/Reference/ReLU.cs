using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.ReLU"/>.</summary>
internal static class ReLU
{
    public static CpuOperation Prepare(Operations.ReLU relu, CpuBinding binding) => new Kernel(relu, binding);

    private sealed class Kernel(Operations.ReLU relu, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => RectifierValue.OfReLU(x, relu.NegativeSlope, relu.Maximum);

        protected override double Derivative(double x, double y) =>
            !(x > 0) ? relu.NegativeSlope : relu.IsLimited && !(x < relu.Maximum) ? 0 : 1;

        protected override double Gradient(ReluRule rule, double gradient, double derivative) => rule.Through(gradient, derivative);
    }
}
