using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record TanH
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdElementwise<InDouble<Function>>(binding, new(new Function()));

    private readonly struct Function : IElementwiseInDouble
    {
        public Vector<double> Value(Vector<double> x) => Vector<double>.One - new Vector<double>(2) / (Vector.Exp(x + x) + Vector<double>.One);

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => Vector<double>.One - y * y;
    }
}
