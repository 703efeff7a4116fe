using System.Numerics;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Softmax"/>.</summary>
internal static class Softmax
{
    public static CpuOperation Prepare(Operations.Softmax softmax, CpuBinding binding) =>
        binding.Input.Shape.CountFrom(softmax.Axis + 1) == 1 ? new Rows(softmax, binding) : new Columns(softmax, binding);

    // The classes lie one behind the other: a task for each vector.
    private sealed unsafe class Rows : CpuOperation
    {
        private readonly int classes;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Rows(Operations.Softmax softmax, CpuBinding binding) : base(binding)
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
            int i = 0;
            for (; i <= classes - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Exp(Vector.Load(x + i) - new Vector<float>(largest)), y + i);
            for (; i < classes; i++)
                y[i] = MathF.Exp(x[i] - largest);
            float factor = (float)(1 / Dot.Sum(y, classes));
            for (i = 0; i <= classes - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Load(y + i) * factor, y + i);
            for (; i < classes; i++)
                y[i] *= factor;
        }

        private void BackwardRow(int vector, int worker)
        {
            nint start = (nint)vector * classes;
            float* y = Binding.Output.Pointer + start, dy = outputGradient!.Pointer + start, dx = inputGradient!.Pointer + start;
            float dot = (float)Dot.Product(dy, y, classes);
            int i = 0;
            for (; i <= classes - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Load(y + i) * (Vector.Load(dy + i) - new Vector<float>(dot)), dx + i);
            for (; i < classes; i++)
                dx[i] = y[i] * (dy[i] - dot);
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

        public Columns(Operations.Softmax softmax, CpuBinding binding) : base(binding)
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
            {
                Vector<float> exponential = Vector.Exp(strips.Get(Binding.Input, strip, c) - largest);
                sum += exponential;
                strips.Put(Binding.Output, strip, c, exponential);
            }
            for (int c = 0; c < strips.Length; c++)
                strips.Put(Binding.Output, strip, c, strips.Get(Binding.Output, strip, c) / sum);
        }

        private void BackwardStrip(int strip, int worker)
        {
            Vector<float> dot = default;
            for (int c = 0; c < strips.Length; c++)
                dot += strips.Get(outputGradient!, strip, c) * strips.Get(Binding.Output, strip, c);
            for (int c = 0; c < strips.Length; c++)
                strips.Put(inputGradient!, strip, c, strips.Get(Binding.Output, strip, c) * (strips.Get(outputGradient!, strip, c) - dot));
        }
    }
}
