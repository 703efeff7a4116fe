using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.LogSoftmax"/>.</summary>
internal static class LogSoftmax
{
    public static CpuOperation Prepare(Operations.LogSoftmax softmax, CpuBinding binding) =>
        new AxisOperation<Formula>(default, softmax.Axis, binding);

    private readonly unsafe struct Formula : IAxisFormula
    {
        public void Forward(float* x, float* y, int length)
        {
            // The exponentials stand where the result will, until they are summed up.
            float largest = Exponentials.Largest(x, length), logarithm = (float)Math.Log(Exponentials.Sum(x, y, length, largest));
            Rows.Map(x, x, y, length, new Below(largest, logarithm));
        }

        public void Backward(float* x, float* y, float* dy, float* dx, int length) =>
            Rows.Map(y, dy, dx, length, new Gradient((float)Dot.Sum(dy, length)));

        public void Forward(AxisStrip x, AxisStrip y)
        {
            Vector<float> largest = Exponentials.Largest(x), sum = default;
            for (int i = 0; i < x.Length; i++)
                sum += Vector.Exp(x[i] - largest);
            Vector<float> logarithm = Vector.Log(sum);
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] - largest - logarithm;
        }

        public void Backward(AxisStrip x, AxisStrip y, AxisStrip dy, AxisStrip dx)
        {
            Vector<float> sum = default;
            for (int i = 0; i < y.Length; i++)
                sum += dy[i];
            for (int i = 0; i < y.Length; i++)
                dx[i] = dy[i] - Vector.Exp(y[i]) * sum;
        }
    }

    // The largest is taken off first: a sum of both would have its rounding error.
    private readonly struct Below(float largest, float logarithm) : IRowFunction
    {
        public Vector<float> Of(Vector<float> x, Vector<float> unused) => x - new Vector<float>(largest) - new Vector<float>(logarithm);

        public float Of(float x, float unused) => x - largest - logarithm;
    }

    private readonly struct Gradient(float sum) : IRowFunction
    {
        public Vector<float> Of(Vector<float> y, Vector<float> dy) => dy - Vector.Exp(y) * sum;

        public float Of(float y, float dy) => dy - MathF.Exp(y) * sum;
    }
}
