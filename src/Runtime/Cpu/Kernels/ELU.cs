using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.ELU"/>.</summary>
internal static class ELU
{
    public static CpuOperation Prepare(Operations.ELU elu, CpuBinding binding) =>
        new SimdElementwise<Function>(binding, new Function(elu.Alpha));

    private readonly struct Function(float alpha) : IElementwise
    {
        public static bool IsRectifier => true;

        public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(
            Vector.GreaterThan(x, Vector<float>.Zero), x, new InDouble<Exponential>(new Exponential(alpha, less: 1)).Value(x));

        public Vector<float> Derivative(Vector<float> x, Vector<float> y) => Vector.ConditionalSelect(
            Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One,
            new InDouble<Exponential>(new Exponential(alpha, less: 0)).Value(x));
    }

    // alpha·(exp(x) − less)
    private readonly struct Exponential(float alpha, double less) : IElementwiseInDouble
    {
        // Near 0 the difference of exp(x) and 1 has few digits left; there it is x + x²/2.
        public Vector<double> Value(Vector<double> x) => alpha * (less == 1
            ? Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), new(1e-5)), x + 0.5 * x * x, Vector.Exp(x) - Vector<double>.One)
            : Vector.Exp(x) - new Vector<double>(less));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => alpha * Vector.Exp(x);
    }
}
