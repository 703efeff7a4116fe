using System.Numerics;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>The reduction of the softmaxes: the largest element, and the sum of the exponentials of what all lie below it.</summary>
internal static unsafe class Exponentials
{
    /// <summary>The largest element.</summary>
    public static float Largest(float* x, int length)
    {
        float largest = float.NegativeInfinity;
        for (int i = 0; i < length; i++)
            largest = Math.Max(largest, x[i]);
        return largest;
    }

    /// <inheritdoc cref="Largest(float*, int)"/>
    public static Vector<float> Largest(AxisStrip x)
    {
        Vector<float> largest = new(float.NegativeInfinity);
        for (int i = 0; i < x.Length; i++)
            largest = Vector.Max(largest, x[i]);
        return largest;
    }

    /// <summary>Puts exp(x − largest) to y, and returns its sum.</summary>
    public static double Sum(float* x, float* y, int length, float largest)
    {
        Rows.Map(x, x, y, length, new Exponential(largest));
        return Dot.Sum(y, length);
    }

    private readonly struct Exponential(float largest) : IRowFunction
    {
        public Vector<float> Of(Vector<float> x, Vector<float> unused) => Vector.Exp(x - new Vector<float>(largest));

        public float Of(float x, float unused) => MathF.Exp(x - largest);
    }
}
