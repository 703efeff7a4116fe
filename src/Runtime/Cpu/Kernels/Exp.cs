using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Exp"/>.</summary>
internal static class Exp
{
    public static CpuOperation Prepare(Operations.Exp exp, CpuBinding binding) =>
        new SimdElementwise<InDouble<Function>>(binding, new(new Function(exp)));

    private readonly struct Function(Operations.Exp exp) : IElementwiseInDouble
    {
        private readonly double logBase = exp.Base == -1 ? 1 : Math.Log(exp.Base);

        public Vector<double> Value(Vector<double> x) => Vector.Exp(logBase * (new Vector<double>(exp.Shift) + exp.Scale * x));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => y * (logBase * exp.Scale);
    }
}
