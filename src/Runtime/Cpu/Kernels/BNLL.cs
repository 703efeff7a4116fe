using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.BNLL"/>.</summary>
internal static class BNLL
{
    public static CpuOperation Prepare(Operations.BNLL bnll, CpuBinding binding) =>
        new SimdElementwise<InDouble<Function>>(binding, new(new Function()));

    private readonly struct Function : IElementwiseInDouble
    {
        // The exponential of the larger sign does not overflow.
        public Vector<double> Value(Vector<double> x)
        {
            Vector<double> positive = Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<double>.Zero), x, Vector<double>.Zero);
            return positive + Vector.Log(Vector<double>.One + Vector.Exp(-Vector.Abs(x)));
        }

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => Vector<double>.One / (Vector<double>.One + Vector.Exp(-x));
    }
}
