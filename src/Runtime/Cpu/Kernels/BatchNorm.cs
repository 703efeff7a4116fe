using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.BatchNorm"/>.</summary>
internal static class BatchNorm
{
    public static CpuOperation Prepare(Operations.BatchNorm norm, CpuBinding binding)
    {
        if (!norm.UseGlobalStats)
            return norm.EpsOutsideRoot ? Reference.BatchNorm.Prepare(norm, binding) : new Own(norm, binding);
        return binding.Input.Shape.Rank == 4 ? FusedOperations.ScaleShift(norm, binding) : new Global(norm, binding);
    }

    // With stored statistics it is a shift and a factor for each channel.
    private sealed unsafe class Global : CpuOperation
    {
        private readonly CpuBuffer means;
        private readonly CpuBuffer factors;
        private readonly SimdBroadcast<Normalization> loop;

        public Global(Operations.BatchNorm norm, CpuBinding binding) : base(binding)
        {
            means = new CpuBuffer([binding.Input.Shape.Channels]);
            factors = new CpuBuffer(means.Shape);
            double scale = norm.StoredScale(binding.Weights[2].Span[0]);
            for (int c = 0; c < means.Shape.Count; c++)
            {
                means.Pointer[c] = (float)(binding.Weights[0].Span[c] * scale);
                factors.Pointer[c] = (float)(1 / norm.Deviation(binding.Weights[1].Span[c] * scale));
            }
            loop = new(binding, BroadcastLayout.PerChannel(binding.Input.Shape), means.Pointer, factors.Pointer);
        }

        protected override void RunForward() => loop.Forward();

        public override void Dispose()
        {
            means.Dispose();
            factors.Dispose();
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            loop.Backward(in gradients);
    }

    private readonly struct Normalization : IBroadcast
    {
        public static Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q) => (x - p) * q;

        public static Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q) => dy * q;
    }

    // With the input's own statistics: a task for each channel, sums in double.
    private sealed unsafe class Own : CpuOperation
    {
        private readonly Operations.BatchNorm norm;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private readonly double[] factors;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Own(Operations.BatchNorm norm, CpuBinding binding) : base(binding)
        {
            this.norm = norm;
            factors = new double[binding.Input.Shape.Channels];
            (forward, backward) = (ForwardChannel, BackwardChannel);
        }

        private int Images => Binding.Input.Shape.BatchSize;

        private int Plane => Binding.Input.Shape.CountFrom(2);

        protected override void RunForward() => Binding.Workers.For(factors.Length, forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(factors.Length, backward);
        }

        private void ForwardChannel(int channel, int worker)
        {
            double count = (double)Images * Plane, sum = 0, squares = 0;
            for (int n = 0; n < Images; n++)
                sum += Dot.Sum(Binding.Input.Pointer + Start(n, channel), Plane);
            float mean = (float)(sum / count);
            for (int n = 0; n < Images; n++)
                squares += Dot.SumOfSquares(Binding.Input.Pointer + Start(n, channel), Plane, mean);
            // The mean as rounded to a float is off by a little: its square is what the squares have too much.
            double variance = squares / count - (sum / count - mean) * (sum / count - mean);
            factors[channel] = 1 / Math.Sqrt(variance + norm.Eps);
            for (int n = 0; n < Images; n++)
            {
                float* x = Binding.Input.Pointer + Start(n, channel), y = Binding.Output.Pointer + Start(n, channel);
                for (int i = 0; i < Plane; i++)
                    y[i] = (float)((x[i] - sum / count) * factors[channel]);
            }
        }

        // Own statistics depend on the input: what the mean and the variance carry back is taken off.
        private void BackwardChannel(int channel, int worker)
        {
            double count = (double)Images * Plane, meanGradient = 0, meanProduct = 0;
            for (int n = 0; n < Images; n++)
            {
                nint start = Start(n, channel);
                meanGradient += Dot.Sum(outputGradient!.Pointer + start, Plane) / count;
                meanProduct += Dot.Product(outputGradient.Pointer + start, Binding.Output.Pointer + start, Plane) / count;
            }
            for (int n = 0; n < Images; n++)
            {
                nint start = Start(n, channel);
                float* y = Binding.Output.Pointer + start, dy = outputGradient!.Pointer + start, dx = inputGradient!.Pointer + start;
                for (int i = 0; i < Plane; i++)
                    dx[i] = (float)((dy[i] - meanGradient - meanProduct * y[i]) * factors[channel]);
            }
        }

        private nint Start(int image, int channel) => ((nint)image * factors.Length + channel) * Plane;
    }
}
