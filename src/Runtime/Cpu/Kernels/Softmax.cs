using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Softmax"/>.</summary>
internal static class Softmax
{
    public static CpuOperation Prepare(Operations.Softmax softmax, CpuBinding binding) =>
        new AxisOperation<Formula>(default, softmax.Axis, binding);

    private readonly unsafe struct Formula : IAxisFormula
    {
        public void Forward(float* x, float* y, int length)
        {
            float factor = (float)(1 / Exponentials.Sum(x, y, length, Exponentials.Largest(x, length)));
            Rows.Map(y, y, y, length, new Scaled(factor));
        }

        public void Backward(float* x, float* y, float* dy, float* dx, int length) =>
            Rows.Map(y, dy, dx, length, new Gradient((float)Dot.Product(dy, y, length)));

        public void Forward(AxisStrip x, AxisStrip y)
        {
            Vector<float> largest = Exponentials.Largest(x), sum = default;
            for (int i = 0; i < x.Length; i++)
            {
                Vector<float> exponential = Vector.Exp(x[i] - largest);
                sum += exponential;
                y[i] = exponential;
            }
            for (int i = 0; i < x.Length; i++)
                y[i] /= sum;
        }

        public void Backward(AxisStrip x, AxisStrip y, AxisStrip dy, AxisStrip dx)
        {
            Vector<float> dot = dy.Dot(y);
            for (int i = 0; i < y.Length; i++)
                dx[i] = y[i] * (dy[i] - dot);
        }
    }

    private readonly struct Gradient(float dot) : IRowFunction
    {
        public Vector<float> Of(Vector<float> y, Vector<float> dy) => y * (dy - new Vector<float>(dot));

        public float Of(float y, float dy) => y * (dy - dot);
    }
}
