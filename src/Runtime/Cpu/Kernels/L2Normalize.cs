using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.L2Normalize"/>.</summary>
internal static class L2Normalize
{
    public static CpuOperation Prepare(Operations.L2Normalize normalize, CpuBinding binding) =>
        new AxisOperation<Formula>(new Formula(normalize.Eps), normalize.Axis, binding);

    private readonly unsafe struct Formula(float eps) : IAxisFormula
    {
        public void Forward(float* x, float* y, int length) => Rows.Map(x, x, y, length, new Scaled((float)(1 / Norm(x, length))));

        public void Backward(float* x, float* y, float* dy, float* dx, int length)
        {
            double norm = Norm(x, length);
            Rows.Map(x, dy, dx, length, new Gradient((float)(1 / norm), (float)(Dot.Product(dy, x, length) / (norm * norm * norm))));
        }

        public void Forward(AxisStrip x, AxisStrip y)
        {
            Vector<float> norm = Norm(x);
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] / norm;
        }

        public void Backward(AxisStrip x, AxisStrip y, AxisStrip dy, AxisStrip dx)
        {
            Vector<float> norm = Norm(x), back = dy.Dot(x) / (norm * norm);
            for (int i = 0; i < x.Length; i++)
                dx[i] = (dy[i] - x[i] * back) / norm;
        }

        // Not the reduction of the softmaxes (Exponentials), which stores what it sums up; of strips it begins with eps, and Dot would
        // load each element twice.
        private double Norm(float* x, int length) => Math.Sqrt(Dot.SumOfSquares(x, length, 0) + eps);

        private Vector<float> Norm(AxisStrip x)
        {
            var squares = new Vector<float>(eps);
            for (int i = 0; i < x.Length; i++)
                squares += x[i] * x[i];
            return Vector.SquareRoot(squares);
        }
    }

    private readonly struct Gradient(float factor, float back) : IRowFunction
    {
        public Vector<float> Of(Vector<float> x, Vector<float> dy) => dy * factor - x * back;

        public float Of(float x, float dy) => dy * factor - x * back;
    }
}
