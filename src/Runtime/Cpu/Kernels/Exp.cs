using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Exp
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdElementwise<InDouble<Function>>(binding, new(new Function(this)));

    private readonly struct Function(Exp exp) : IElementwiseInDouble
    {
        private readonly double logBase = exp.Base == -1 ? 1 : Math.Log(exp.Base);

        public Vector<double> Value(Vector<double> x) => Vector.Exp(logBase * (new Vector<double>(exp.Shift) + exp.Scale * x));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => y * (logBase * exp.Scale);
    }
}
