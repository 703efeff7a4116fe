using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.LRN"/>.</summary>
internal static class LRN
{
    public static CpuOperation Prepare(Operations.LRN lrn, CpuBinding binding) =>
        lrn.Region == Operations.LrnRegion.AcrossChannels ? ChannelNormalisation.Create(lrn, binding) : new Within(lrn, binding);

    // A task for each plane. With stride 1 and a pad of half the size no window is cut, so all areas are LocalSize².
    private sealed unsafe class Within : CpuOperation
    {
        private readonly Operations.LRN lrn;
        private readonly LrnPower power;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private readonly CpuBuffer scratch;
        private readonly BoxFilter box;
        private readonly int plane;
        private readonly int planes;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Within(Operations.LRN lrn, CpuBinding binding) : base(binding)
        {
            this.lrn = lrn;
            power = new LrnPower(lrn.Beta);
            Shape shape = binding.Input.Shape;
            (plane, planes) = (shape.CountFrom(2), shape.BatchSize * shape.Channels);
            box = new BoxFilter(shape.Height, shape.Width, lrn.LocalSize);
            // For each thread: terms, their sums, and a row of the filter.
            scratch = new CpuBuffer([binding.Workers.Threads, 2 * plane + box.RowLength]);
            (forward, backward) = (ForwardPlane, BackwardPlane);
        }

        protected override void RunForward() => Binding.Workers.For(planes, forward);

        public override void Dispose() => scratch.Dispose();

        protected override void RunBackward(in OperationGradients gradients)
        {
            (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(planes, backward);
        }

        private void ForwardPlane(int p, int worker)
        {
            float* x = Binding.Input.Pointer + (nint)p * plane, y = Binding.Output.Pointer + (nint)p * plane;
            float* sums = SumsOfSquares(x, worker);
            for (int i = 0; i < plane; i += Vector<float>.Count)
                Store(Load(x, i) * power.Of(Base(sums, i)), y, i);
        }

        private void BackwardPlane(int p, int worker)
        {
            float* x = Binding.Input.Pointer + (nint)p * plane, dy = outputGradient!.Pointer + (nint)p * plane;
            float* dx = inputGradient!.Pointer + (nint)p * plane;
            float* sums = SumsOfSquares(x, worker), shares = sums - plane;
            for (int i = 0; i < plane; i += Vector<float>.Count)
            {
                Vector<float> s = Base(sums, i), raised = power.Of(s);
                Store(Load(dy, i) * Load(x, i) * raised / s, shares, i);
                Store(Load(dy, i) * raised, dx, i);
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
