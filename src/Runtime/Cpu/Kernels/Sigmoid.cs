using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Sigmoid
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdElementwise<InDouble<Function>>(binding, new(new Function()));

    private readonly struct Function : IElementwiseInDouble
    {
        public Vector<double> Value(Vector<double> x) => Vector<double>.One / (Vector<double>.One + Vector.Exp(-x));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => y * (Vector<double>.One - y);
    }
}
