using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.TanH"/>.</summary>
internal static class TanH
{
    public static CpuOperation Prepare(Operations.TanH tanh, CpuBinding binding) =>
        new SimdElementwise<InDouble<Function>>(binding, new(new Function()));

    private readonly struct Function : IElementwiseInDouble
    {
        // Near 0 the difference of 1 and the quotient has few digits left; there it is x − x³/3.
        public Vector<double> Value(Vector<double> x) => Vector.ConditionalSelect(
            Vector.LessThan(Vector.Abs(x), new(1e-3)),
            x * (Vector<double>.One - x * x / 3),
            Vector<double>.One - new Vector<double>(2) / (Vector.Exp(x + x) + Vector<double>.One));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => Vector<double>.One - y * y;
    }
}
