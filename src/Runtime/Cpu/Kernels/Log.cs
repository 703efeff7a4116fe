using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Log
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdElementwise<InDouble<Function>>(binding, new(new Function(this)));

    private readonly struct Function(Log log) : IElementwiseInDouble
    {
        private readonly double logBase = log.Base == -1 ? 1 : Math.Log(log.Base);

        public Vector<double> Value(Vector<double> x) => Vector.Log(new Vector<double>(log.Shift) + log.Scale * x) * (1 / logBase);

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => new Vector<double>(log.Scale) / ((new Vector<double>(log.Shift) + log.Scale * x) * logBase);
    }
}
