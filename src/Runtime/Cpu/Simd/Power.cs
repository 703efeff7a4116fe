using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Power
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdElementwise<InDouble<Function>>(binding, new(new Function(this)));

    private readonly struct Function(Power power) : IElementwiseInDouble
    {
        private readonly double slope = (double)power.Exponent * power.Scale;

        public Vector<double> Value(Vector<double> x) => Raise(Base(x), power.Exponent);

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) =>
            slope == 0 ? Vector<double>.Zero : slope * Raise(Base(x), power.Exponent - 1.0);

        private Vector<double> Base(Vector<double> x) => new Vector<double>(power.Shift) + power.Scale * x;

        // A negative base has a power only if the exponent is a whole number; multiplying is then also faster.
        private static Vector<double> Raise(Vector<double> x, double exponent) =>
            exponent == 0.5 ? Vector.SquareRoot(WithoutSign(x))
            : exponent == Math.Floor(exponent) && Math.Abs(exponent) <= 1024 ? Raise(x, (int)exponent)
            : Vector.Exp(exponent * Vector.Log(WithoutSign(x)));

        // The C library's pow, which Caffe calls, takes −0 as 0 and −∞ as ∞ for exponents that are no whole numbers.
        private static Vector<double> WithoutSign(Vector<double> x) =>
            Vector<double>.Zero + Vector.ConditionalSelect(Vector.Equals(x, new(double.NegativeInfinity)), new(double.PositiveInfinity), x);

        private static Vector<double> Raise(Vector<double> x, int exponent)
        {
            Vector<double> power = Vector<double>.One, square = x;
            for (int left = Math.Abs(exponent); left > 0; left >>= 1)
            {
                if ((left & 1) == 1)
                    power *= square;
                square *= square;
            }
            return exponent < 0 ? Vector<double>.One / power : power;
        }
    }
}
