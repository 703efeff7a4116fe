using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Swish"/>.</summary>
internal static class Swish
{
    public static CpuOperation Prepare(Operations.Swish swish, CpuBinding binding) =>
        new SimdElementwise<InDouble<Function>>(binding, new(new Function(swish.Beta)));

    private readonly struct Function(float beta) : IElementwiseInDouble
    {
        public Vector<double> Value(Vector<double> x) => x * Gate(x);

        public Vector<double> Derivative(Vector<double> x, Vector<double> y)
        {
            Vector<double> gate = Gate(x);
            return gate * (Vector<double>.One + (double)beta * x * (Vector<double>.One - gate));
        }

        private Vector<double> Gate(Vector<double> x) => Vector<double>.One / (Vector<double>.One + Vector.Exp(-(double)beta * x));
    }
}
