using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Softmax
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) =>
        binding.Input.Shape.CountFrom(Axis + 1) == 1 ? new SimdRows(this, binding) : new SimdColumns(this, binding);

    // The classes lie one behind the other: a task for each vector.
    private sealed unsafe class SimdRows : CpuOperation
    {
        private readonly int classes;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public SimdRows(Softmax softmax, CpuBinding binding) : base(binding)
        {
            classes = binding.Input.Shape[softmax.Axis];
            (forward, backward) = (ForwardRow, BackwardRow);
        }

        protected override void Run() => Binding.Workers.For(Binding.Input.Shape.Count / classes, forward);

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            (outputGradient, inputGradient) = (outputGradients[0], inputGradients[0]);
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

    // The classes lie a plane apart: a task for as many neighbouring places as a vector takes.
    private sealed unsafe class SimdColumns : CpuOperation
    {
        private readonly int classes;
        private readonly int inner;
        private readonly int strips;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public SimdColumns(Softmax softmax, CpuBinding binding) : base(binding)
        {
            classes = binding.Input.Shape[softmax.Axis];
            inner = binding.Input.Shape.CountFrom(softmax.Axis + 1);
            strips = (inner + Vector<float>.Count - 1) / Vector<float>.Count;
            (forward, backward) = (ForwardStrip, BackwardStrip);
        }

        protected override void Run() => Binding.Workers.For(Binding.Input.Shape.Count / (classes * inner) * strips, forward);

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            (outputGradient, inputGradient) = (outputGradients[0], inputGradients[0]);
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(outputGradient.Shape.Count / (classes * inner) * strips, backward);
        }

        private void ForwardStrip(int task, int worker)
        {
            Vector<float> largest = new(float.NegativeInfinity), sum = default;
            for (int c = 0; c < classes; c++)
                largest = Vector.Max(largest, Get(Binding.Input, task, c));
            for (int c = 0; c < classes; c++)
            {
                Vector<float> exponential = Vector.Exp(Get(Binding.Input, task, c) - largest);
                sum += exponential;
                Put(Binding.Output, task, c, exponential);
            }
            for (int c = 0; c < classes; c++)
                Put(Binding.Output, task, c, Get(Binding.Output, task, c) / sum);
        }

        private void BackwardStrip(int task, int worker)
        {
            Vector<float> dot = default;
            for (int c = 0; c < classes; c++)
                dot += Get(outputGradient!, task, c) * Get(Binding.Output, task, c);
            for (int c = 0; c < classes; c++)
                Put(inputGradient!, task, c, Get(Binding.Output, task, c) * (Get(outputGradient!, task, c) - dot));
        }

        private Vector<float> Get(CpuBuffer buffer, int task, int c)
        {
            (nint at, int left) = Place(task, c);
            return Tail.LoadUpTo(buffer.Pointer + at, left);
        }

        private void Put(CpuBuffer buffer, int task, int c, Vector<float> values)
        {
            (nint at, int left) = Place(task, c);
            Tail.StoreUpTo(values, buffer.Pointer + at, left);
        }

        private (nint At, int Left) Place(int task, int c)
        {
            int strip = task % strips * Vector<float>.Count;
            return (((nint)(task / strips) * classes + c) * inner + strip, inner - strip);
        }
    }
}
