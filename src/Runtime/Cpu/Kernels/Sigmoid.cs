using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Sigmoid"/>.</summary>
internal static class Sigmoid
{
    public static CpuOperation Prepare(Operations.Sigmoid sigmoid, CpuBinding binding) =>
        new SimdElementwise<InDouble<Function>>(binding, new(new Function()));

    private readonly struct Function : IElementwiseInDouble
    {
        public Vector<double> Value(Vector<double> x) => Vector<double>.One / (Vector<double>.One + Vector.Exp(-x));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => y * (Vector<double>.One - y);
    }
}
