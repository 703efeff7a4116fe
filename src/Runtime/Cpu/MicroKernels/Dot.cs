using System.Numerics;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>Sums over arrays, accumulated in double.</summary>
internal static unsafe class Dot
{
    public static double Sum(float* x, int count)
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            Accumulate(Vector.Load(x + i), ref low, ref high);
        double sum = Vector.Sum(low + high);
        for (; i < count; i++)
            sum += x[i];
        return sum;
    }

    /// <summary>Σ (x − shift)².</summary>
    public static double SumOfSquares(float* x, int count, float shift)
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> difference = Vector.Load(x + i) - new Vector<float>(shift);
            Accumulate(difference * difference, ref low, ref high);
        }
        double sum = Vector.Sum(low + high);
        for (; i < count; i++)
            sum += ((double)x[i] - shift) * ((double)x[i] - shift);
        return sum;
    }

    public static double Product(float* x, float* y, int count)
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            Accumulate(Vector.Load(x + i) * Vector.Load(y + i), ref low, ref high);
        double sum = Vector.Sum(low + high);
        for (; i < count; i++)
            sum += (double)x[i] * y[i];
        return sum;
    }

    private static void Accumulate(Vector<float> terms, ref Vector<double> low, ref Vector<double> high)
    {
        Vector.Widen(terms, out Vector<double> first, out Vector<double> second);
        low += first;
        high += second;
    }
}
