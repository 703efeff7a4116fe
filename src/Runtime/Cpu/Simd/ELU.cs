using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record ELU
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdElementwise<Function>(binding, new Function(Alpha));

    private readonly struct Function(float alpha) : IElementwise
    {
        public static bool IsRectifier => true;

        public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(
            Vector.GreaterThan(x, Vector<float>.Zero), x, new InDouble<Exponential>(new Exponential(alpha, less: 1)).Value(x));

        public Vector<float> Derivative(Vector<float> x, Vector<float> y) => Vector.ConditionalSelect(
            Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, new InDouble<Exponential>(new Exponential(alpha, less: 0)).Value(x));
    }

    // alpha·(exp(x) − less)
    private readonly struct Exponential(float alpha, double less) : IElementwiseInDouble
    {
        public Vector<double> Value(Vector<double> x) => alpha * (Vector.Exp(x) - new Vector<double>(less));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => alpha * Vector.Exp(x);
    }
}
