using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>s ^ −<paramref name="beta"/>: what LRN multiplies with.</summary>
internal readonly unsafe struct LrnPower(float beta)
{
    /// <summary>Of one vector.</summary>
    public Vector<float> Of(Vector<float> s)
    {
        if (beta == 0.75f)
        {
            // The usual exponent takes two roots.
            Vector<float> root = Vector.SquareRoot(s);
            return Vector<float>.One / (root * Vector.SquareRoot(root));
        }
        return new InDouble<PowerFunction>(new PowerFunction(-beta)).Value(s);
    }

    /// <summary>Of each: s becomes s ^ −beta.</summary>
    /// <param name="values">Of a length that whole vectors fill.</param>
    /// <param name="count">Their number.</param>
    public void Raise(float* values, int count)
    {
        for (int i = 0; i < count; i += Vector<float>.Count)
            Vector.Store(Of(Vector.Load(values + i)), values + i);
    }

    /// <summary>Of each: s ^ −beta; s becomes s ^ (−beta − 1).</summary>
    public void Raise(float* values, float* powers, int count)
    {
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(values + i), power = Of(value);
            Vector.Store(power, powers + i);
            Vector.Store(power / value, values + i);
        }
    }

    private readonly struct PowerFunction(double exponent) : IElementwiseInDouble
    {
        public Vector<double> Value(Vector<double> x) => Vector.Exp(exponent * Vector.Log(x));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => exponent * y / x;
    }
}
