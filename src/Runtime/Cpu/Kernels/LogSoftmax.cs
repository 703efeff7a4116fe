using System.Numerics;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.LogSoftmax"/>.</summary>
internal static class LogSoftmax
{
    public static CpuOperation Prepare(Operations.LogSoftmax softmax, CpuBinding binding) =>
        binding.Input.Shape.CountFrom(softmax.Axis + 1) == 1 ? new Rows(softmax, binding) : new Columns(softmax, binding);

    // The classes lie one behind the other: a task for each vector.
    private sealed unsafe class Rows : CpuOperation
    {
        private readonly int classes;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Rows(Operations.LogSoftmax softmax, CpuBinding binding) : base(binding)
        {
            classes = binding.Input.Shape[softmax.Axis];
            (forward, backward) = (ForwardRow, BackwardRow);
        }

        protected override void RunForward() => Binding.Workers.For(Binding.Input.Shape.Count / classes, forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(Binding.Input.Shape.Count / classes, backward);
        }

        private void ForwardRow(int vector, int worker)
        {
            float* x = Binding.Input.Pointer + (nint)vector * classes, y = Binding.Output.Pointer + (nint)vector * classes;
            float largest = float.NegativeInfinity;
            for (int c = 0; c < classes; c++)
                largest = Math.Max(largest, x[c]);
            // The exponentials stand where the result will, until they are summed up.
            int i = 0;
            for (; i <= classes - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Exp(Vector.Load(x + i) - new Vector<float>(largest)), y + i);
            for (; i < classes; i++)
                y[i] = MathF.Exp(x[i] - largest);
            // The largest is taken off first: a sum of both would have its rounding error.
            float logarithm = (float)Math.Log(Dot.Sum(y, classes));
            for (i = 0; i <= classes - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Load(x + i) - new Vector<float>(largest) - new Vector<float>(logarithm), y + i);
            for (; i < classes; i++)
                y[i] = x[i] - largest - logarithm;
        }

        private void BackwardRow(int vector, int worker)
        {
            nint start = (nint)vector * classes;
            float* y = Binding.Output.Pointer + start, dy = outputGradient!.Pointer + start, dx = inputGradient!.Pointer + start;
            float sum = (float)Dot.Sum(dy, classes);
            int i = 0;
            for (; i <= classes - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Load(dy + i) - Vector.Exp(Vector.Load(y + i)) * sum, dx + i);
            for (; i < classes; i++)
                dx[i] = dy[i] - MathF.Exp(y[i]) * sum;
        }
    }

    // The classes lie a plane apart.
    private sealed class Columns : CpuOperation
    {
        private readonly AxisStrips strips;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Columns(Operations.LogSoftmax softmax, CpuBinding binding) : base(binding)
        {
            strips = new AxisStrips(binding.Input.Shape, softmax.Axis);
            (forward, backward) = (ForwardStrip, BackwardStrip);
        }

        protected override void RunForward() => Binding.Workers.For(strips.Count, forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(strips.Count, backward);
        }

        private void ForwardStrip(int strip, int worker)
        {
            Vector<float> largest = new(float.NegativeInfinity), sum = default;
            for (int c = 0; c < strips.Length; c++)
                largest = Vector.Max(largest, strips.Get(Binding.Input, strip, c));
            for (int c = 0; c < strips.Length; c++)
                sum += Vector.Exp(strips.Get(Binding.Input, strip, c) - largest);
            Vector<float> logarithm = Vector.Log(sum);
            for (int c = 0; c < strips.Length; c++)
                strips.Put(Binding.Output, strip, c, strips.Get(Binding.Input, strip, c) - largest - logarithm);
        }

        private void BackwardStrip(int strip, int worker)
        {
            Vector<float> sum = default;
            for (int c = 0; c < strips.Length; c++)
                sum += strips.Get(outputGradient!, strip, c);
            for (int c = 0; c < strips.Length; c++)
                strips.Put(inputGradient!, strip, c, strips.Get(outputGradient!, strip, c) - Vector.Exp(strips.Get(Binding.Output, strip, c)) * sum);
        }
    }
}
