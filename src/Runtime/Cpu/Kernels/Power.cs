using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Power"/>.</summary>
internal static class Power
{
    public static CpuOperation Prepare(Operations.Power power, CpuBinding binding) =>
        new SimdElementwise<InDouble<Function>>(binding, new(new Function(power)));

    private readonly struct Function(Operations.Power power) : IElementwiseInDouble
    {
        private const int MostFactors = 1024;

        private readonly double slope = (double)power.Exponent * power.Scale;
        private readonly bool isConstant = power.IsConstant;
        private readonly double constant = power.Constant;

        public Vector<double> Value(Vector<double> x) => isConstant ? new(constant) : Raise(Base(x), power.Exponent);

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) =>
            isConstant ? Vector<double>.Zero : slope * Raise(Base(x), power.Exponent - 1.0);

        // As in Caffe, which adds no shift of 0: −0 stays negative.
        private Vector<double> Base(Vector<double> x) =>
            power.Shift == 0 ? power.Scale * x : new Vector<double>(power.Shift) + power.Scale * x;

        // A negative base has a power only if the exponent is a whole number; multiplying is then also faster. Beyond the exponents that
        // anybody trains with, the C library's own rules decide: signs of even and odd ones, powers of 1 and of −1, an infinite exponent.
        private static Vector<double> Raise(Vector<double> x, double exponent) =>
            exponent == 0.5 ? Vector.SquareRoot(WithoutSign(x))
            : !(Math.Abs(exponent) <= MostFactors) ? RaiseOneByOne(x, exponent)
            : exponent == Math.Floor(exponent) ? Raise(x, (int)exponent)
            : Vector.Exp(exponent * Vector.Log(WithoutSign(x)));

        // The C library's pow, which Caffe calls, takes −0 as 0 and −∞ as ∞ for exponents that are no whole numbers.
        private static Vector<double> WithoutSign(Vector<double> x) =>
            Vector<double>.Zero + Vector.ConditionalSelect(Vector.Equals(x, new(double.NegativeInfinity)), new(double.PositiveInfinity), x);

        private static Vector<double> RaiseOneByOne(Vector<double> x, double exponent)
        {
            Vector<double> powers = x;
            for (int i = 0; i < Vector<double>.Count; i++)
                powers = powers.WithElement(i, Math.Pow(x[i], exponent));
            return powers;
        }

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
