using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record LRN
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) =>
        Region == LrnRegion.AcrossChannels ? ChannelNormalisation.Create(this, binding) : new SimdWithin(this, binding);

    /// <summary>Of each: s becomes s ^ −Beta.</summary>
    /// <param name="values">Of a length that whole vectors fill.</param>
    /// <param name="count">Their number.</param>
    internal unsafe void Powers(float* values, int count)
    {
        for (int i = 0; i < count; i += Vector<float>.Count)
            Vector.Store(NegativePower(Vector.Load(values + i)), values + i);
    }

    /// <summary>Of each: s ^ −Beta; s becomes s ^ (−Beta − 1).</summary>
    internal unsafe void Powers(float* values, float* powers, int count)
    {
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(values + i), power = NegativePower(value);
            Vector.Store(power, powers + i);
            Vector.Store(power / value, values + i);
        }
    }

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
