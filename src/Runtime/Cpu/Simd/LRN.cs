using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record LRN
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) =>
        Region == LrnRegion.AcrossChannels ? new SimdAcross(this, binding) : new SimdWithin(this, binding);

    /// <summary>s ^ −Beta.</summary>
    private Vector<float> NegativePower(Vector<float> s)
    {
        if (Beta == 0.75f)
        {
            // The usual exponent takes two roots.
            Vector<float> root = Vector.SquareRoot(s);
            return Vector<float>.One / (root * Vector.SquareRoot(root));
        }
        return new InDouble<PowerFunction>(new PowerFunction(-Beta)).Value(s);
    }

    private readonly struct PowerFunction(double exponent) : IElementwiseInDouble
    {
        public Vector<double> Value(Vector<double> x) => Vector.Exp(exponent * Vector.Log(x));

        public Vector<double> Derivative(Vector<double> x, Vector<double> y) => exponent * y / x;
    }

    // A task for each image and piece of the plane; a piece goes through all channels.
    private sealed unsafe class SimdAcross : CpuOperation
    {
        private readonly LRN lrn;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private readonly int channels;
        private readonly int plane;
        private readonly int before;
        private readonly int piece;
        private readonly int pieces;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public SimdAcross(LRN lrn, CpuBinding binding) : base(binding)
        {
            this.lrn = lrn;
            channels = binding.Input.Shape.Channels;
            plane = binding.Input.Shape.CountFrom(2);
            before = (lrn.LocalSize - 1) / 2;
            // What a piece carries back, one number for each channel and place, must fit into a thread's scratch.
            piece = Math.Clamp(WorkerScratch.Floats / channels / Vector<float>.Count, 1, 32) * Vector<float>.Count;
            if ((long)channels * piece > WorkerScratch.Floats)
                throw new NotSupportedException($"LRN across {channels} channels: at most {WorkerScratch.Floats / Vector<float>.Count} are supported");
            pieces = (plane + piece - 1) / piece;
            (forward, backward) = (ForwardPiece, BackwardPiece);
        }

        protected override void Run() => Binding.Workers.For(Binding.Input.Shape.Number * pieces, forward);

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            (outputGradient, inputGradient) = (outputGradients[0], inputGradients[0]);
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(Binding.Input.Shape.Number * pieces, backward);
        }

        private void ForwardPiece(int task, int worker)
        {
            float* x = Binding.Input.Pointer + Image(task), y = Binding.Output.Pointer + Image(task);
            for (int c = 0; c < channels; c++)
            {
                for (int i = task % pieces * piece; i < End(task); i += Vector<float>.Count)
                {
                    int at = c * plane + i, left = plane - i;
                    Store(Load(x + at, left) * lrn.NegativePower(Base(x, c, i)), y + at, left);
                }
            }
        }

        private void BackwardPiece(int task, int worker)
        {
            float* x = Binding.Input.Pointer + Image(task), dy = outputGradient!.Pointer + Image(task), dx = inputGradient!.Pointer + Image(task);
            float* shares = Binding.Scratch.Of(worker);
            int start = task % pieces * piece;
            for (int c = 0; c < channels; c++)
            {
                for (int i = start; i < End(task); i += Vector<float>.Count)
                {
                    int at = c * plane + i, left = plane - i;
                    Vector<float> sum = Base(x, c, i), power = lrn.NegativePower(sum), gradient = Load(dy + at, left);
                    Vector.Store(gradient * Load(x + at, left) * power / sum, shares + c * piece + i - start);
                    Store(gradient * power, dx + at, left);
                }
            }
            float factor = 2 * lrn.Alpha * lrn.Beta / lrn.LocalSize;
            for (int c = 0; c < channels; c++)
            {
                // x of a channel takes part in the sums of the channels whose window holds it.
                int first = Math.Max(c + before - lrn.LocalSize + 1, 0), last = Math.Min(c + before, channels - 1);
                for (int i = start; i < End(task); i += Vector<float>.Count)
                {
                    int at = c * plane + i, left = plane - i;
                    Vector<float> sum = default;
                    for (int j = first; j <= last; j++)
                        sum += Vector.Load(shares + j * piece + i - start);
                    Store(Load(dx + at, left) - factor * Load(x + at, left) * sum, dx + at, left);
                }
            }
        }

        private nint Image(int task) => (nint)(task / pieces) * channels * plane;

        private int End(int task) => Math.Min((task % pieces + 1) * piece, plane);

        // k + alpha/n · Σ x² over the window of the channel.
        private Vector<float> Base(float* x, int channel, int i)
        {
            Vector<float> squares = default;
            for (int c = Math.Max(channel - before, 0); c < Math.Min(channel - before + lrn.LocalSize, channels); c++)
            {
                Vector<float> value = Load(x + c * plane + i, plane - i);
                squares += value * value;
            }
            return new Vector<float>(lrn.K) + lrn.Alpha / lrn.LocalSize * squares;
        }

        private static Vector<float> Load(float* from, int left) => Tail.LoadUpTo(from, left);

        private static void Store(Vector<float> values, float* to, int left) => Tail.StoreUpTo(values, to, left);
    }

    // A task for each plane. With stride 1 and a pad of half the size no window is cut, so all areas are LocalSize².
    private sealed unsafe class SimdWithin : CpuOperation
    {
        private readonly LRN lrn;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private readonly CpuBuffer scratch;
        private readonly BoxFilter box;
        private readonly int plane;
        private readonly int planes;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public SimdWithin(LRN lrn, CpuBinding binding) : base(binding)
        {
            this.lrn = lrn;
            Shape shape = binding.Input.Shape;
            (plane, planes) = (shape.CountFrom(2), shape.Number * shape.Channels);
            box = new BoxFilter(shape.Height, shape.Width, lrn.LocalSize);
            // For each thread: terms, their sums, and a row of the filter.
            scratch = new CpuBuffer([binding.Workers.Threads, 2 * plane + box.RowLength]);
            (forward, backward) = (ForwardPlane, BackwardPlane);
        }

        protected override void Run() => Binding.Workers.For(planes, forward);

        public override void Dispose() => scratch.Dispose();

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            (outputGradient, inputGradient) = (outputGradients[0], inputGradients[0]);
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(planes, backward);
        }

        private void ForwardPlane(int p, int worker)
        {
            float* x = Binding.Input.Pointer + (nint)p * plane, y = Binding.Output.Pointer + (nint)p * plane;
            float* sums = SumsOfSquares(x, worker);
            for (int i = 0; i < plane; i += Vector<float>.Count)
                Store(Load(x, i) * lrn.NegativePower(Base(sums, i)), y, i);
        }

        private void BackwardPlane(int p, int worker)
        {
            float* x = Binding.Input.Pointer + (nint)p * plane, dy = outputGradient!.Pointer + (nint)p * plane, dx = inputGradient!.Pointer + (nint)p * plane;
            float* sums = SumsOfSquares(x, worker), shares = sums - plane;
            for (int i = 0; i < plane; i += Vector<float>.Count)
            {
                Vector<float> s = Base(sums, i), power = lrn.NegativePower(s);
                Store(Load(dy, i) * Load(x, i) * power / s, shares, i);
                Store(Load(dy, i) * power, dx, i);
            }
            box.Apply(shares, sums, sums + plane);
            float factor = 2 * lrn.Alpha * lrn.Beta / (lrn.LocalSize * lrn.LocalSize);
            for (int i = 0; i < plane; i += Vector<float>.Count)
                Store(Load(dx, i) - factor * Load(x, i) * Load(sums, i), dx, i);
        }

        private float* SumsOfSquares(float* x, int worker)
        {
            float* squares = scratch.Pointer + (nint)worker * scratch.Shape[1], sums = squares + plane;
            for (int i = 0; i < plane; i += Vector<float>.Count)
                Store(Load(x, i) * Load(x, i), squares, i);
            box.Apply(squares, sums, sums + plane);
            return sums;
        }

        // 1 + alpha · mean of x² over the window.
        private Vector<float> Base(float* sums, int i) =>
            Vector<float>.One + lrn.Alpha / (lrn.LocalSize * lrn.LocalSize) * Load(sums, i);

        private Vector<float> Load(float* from, int i) => Tail.LoadUpTo(from + i, plane - i);

        private void Store(Vector<float> values, float* to, int i) => Tail.StoreUpTo(values, to + i, plane - i);
    }
}
