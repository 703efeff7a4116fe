using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.MVN"/>: a task for each vector that is normalized.</summary>
internal static class MVN
{
    public static CpuOperation Prepare(Operations.MVN mvn, CpuBinding binding) => new Kernel(mvn, binding);

    private sealed unsafe class Kernel : CpuOperation
    {
        private readonly Operations.MVN mvn;
        private readonly int length;
        private readonly int vectors;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Kernel(Operations.MVN mvn, CpuBinding binding) : base(binding)
        {
            this.mvn = mvn;
            length = binding.Input.Shape.CountFrom(mvn.AcrossChannels ? 1 : 2);
            vectors = binding.Input.Shape.Count / length;
            (forward, backward) = (ForwardVector, BackwardVector);
        }

        protected override void RunForward() => Binding.Workers.For(vectors, forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(vectors, backward);
        }

        private void ForwardVector(int vector, int worker)
        {
            float* x = Binding.Input.Pointer + (nint)vector * length, y = Binding.Output.Pointer + (nint)vector * length;
            float mean = (float)(Dot.Sum(x, length) / length);
            float factor = mvn.NormalizeVariance ? (float)(1 / (Deviation(x, mean) + mvn.Eps)) : 1;
            Rows.Map(x, x, y, length, new Normalized(mean, factor));
        }

        private void BackwardVector(int vector, int worker)
        {
            nint start = (nint)vector * length;
            float* dy = outputGradient!.Pointer + start, dx = inputGradient!.Pointer + start;
            float meanGradient = (float)(Dot.Sum(dy, length) / length);
            if (!mvn.NormalizeVariance)
            {
                Rows.Map(dy, dy, dx, length, new Normalized(meanGradient, 1));
                return;
            }
            float* x = Binding.Input.Pointer + start;
            double exact = Dot.Sum(x, length) / length;
            float mean = (float)exact;
            double deviation = Deviation(x, mean), divisor = deviation + mvn.Eps;
            double back = Dot.Product(dy, x, length) / length - exact * meanGradient;
            double factor = deviation > 0 ? back / (deviation * divisor) : 0;
            Rows.Map(x, dy, dx, length, new Gradient(mean, meanGradient, (float)factor, (float)(1 / divisor)));
        }

        private double Deviation(float* x, float mean) => Math.Sqrt(Dot.SumOfSquares(x, length, mean) / length);
    }

    private readonly struct Normalized(float mean, float factor) : IRowFunction
    {
        public Vector<float> Of(Vector<float> x, Vector<float> unused) => (x - new Vector<float>(mean)) * factor;

        public float Of(float x, float unused) => (x - mean) * factor;
    }

    private readonly struct Gradient(float mean, float meanGradient, float back, float factor) : IRowFunction
    {
        public Vector<float> Of(Vector<float> x, Vector<float> dy) =>
            (dy - new Vector<float>(meanGradient) - (x - new Vector<float>(mean)) * back) * factor;

        public float Of(float x, float dy) => (dy - meanGradient - (x - mean) * back) * factor;
    }
}
