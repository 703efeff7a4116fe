using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Log"/>.</summary>
internal static class Log
{
    public static CpuOperation Prepare(Operations.Log log, CpuBinding binding) =>
        new SimdElementwise<InDouble<Function>>(binding, new(new Function(log)));

    private readonly struct Function(Operations.Log log) : IElementwiseInDouble
    {
        private readonly double logBase = log.Base == -1 ? 1 : Math.Log(log.Base);

        public Vector<double> Value(Vector<double> x) => Vector.Log(new Vector<double>(log.Shift) + log.Scale * x) * (1 / logBase);

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) =>
            new Vector<double>(log.Scale) / ((new Vector<double>(log.Shift) + log.Scale * x) * logBase);
    }
}
