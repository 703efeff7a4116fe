using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record ReLU
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdElementwise<Function>(binding, new Function(NegativeSlope));

    private readonly struct Function(float slope) : IElementwise
    {
        public static bool IsRectifier => true;

        public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, x * slope);

        public Vector<float> Derivative(Vector<float> x, Vector<float> y) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, new Vector<float>(slope));
    }
}
