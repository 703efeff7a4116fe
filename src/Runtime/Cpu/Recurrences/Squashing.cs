using System.Numerics;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Recurrences;

/// <summary>The functions of gates, over rows and in double: errors of a step go on to all steps behind it.</summary>
internal static unsafe class Squashing
{
    /// <summary>x becomes 1 / (1 + exp(−x)).</summary>
    public static void Sigmoid(float* x, int count) => Rows.Map(x, x, x, count, new Logistic(1, 0));

    /// <summary>to becomes tanh(x) = 2 / (1 + exp(−2x)) − 1; both may be the same.</summary>
    public static void Tanh(float* x, float* to, int count) => Rows.Map(x, x, to, count, new Logistic(2, 1));

    // scale / (1 + exp(−scale·x)) − less.
    private readonly struct Logistic(double scale, double less) : IRowFunction
    {
        public Vector<float> Of(Vector<float> x, Vector<float> unused)
        {
            Vector.Widen(x, out Vector<double> low, out Vector<double> high);
            return Vector.Narrow(Of(low), Of(high));
        }

        public float Of(float x, float unused) => (float)(scale / (1 + Math.Exp(-scale * x)) - less);

        private Vector<double> Of(Vector<double> x) =>
            new Vector<double>(scale) / (Vector<double>.One + Vector.Exp(-scale * x)) - new Vector<double>(less);
    }
}
