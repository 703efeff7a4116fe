using System.Numerics;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.L2Normalize"/>.</summary>
internal static class L2Normalize
{
    public static CpuOperation Prepare(Operations.L2Normalize normalize, CpuBinding binding) =>
        binding.Input.Shape.CountFrom(normalize.Axis + 1) == 1 ? new Rows(normalize, binding) : new Columns(normalize, binding);

    // The elements of a vector lie one behind the other: a task for each vector.
    private sealed unsafe class Rows : CpuOperation
    {
        private readonly int length;
        private readonly float eps;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Rows(Operations.L2Normalize normalize, CpuBinding binding) : base(binding)
        {
            (length, eps) = (binding.Input.Shape[normalize.Axis], normalize.Eps);
            (forward, backward) = (ForwardRow, BackwardRow);
        }

        protected override void RunForward() => Binding.Workers.For(Binding.Input.Shape.Count / length, forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(Binding.Input.Shape.Count / length, backward);
        }

        private void ForwardRow(int vector, int worker)
        {
            float* x = Binding.Input.Pointer + (nint)vector * length, y = Binding.Output.Pointer + (nint)vector * length;
            float factor = (float)(1 / Norm(x));
            int i = 0;
            for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Load(x + i) * factor, y + i);
            for (; i < length; i++)
                y[i] = x[i] * factor;
        }

        private void BackwardRow(int vector, int worker)
        {
            nint start = (nint)vector * length;
            float* x = Binding.Input.Pointer + start, dy = outputGradient!.Pointer + start, dx = inputGradient!.Pointer + start;
            double norm = Norm(x);
            float factor = (float)(1 / norm), back = (float)(Dot.Product(dy, x, length) / (norm * norm * norm));
            int i = 0;
            for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.Load(dy + i) * factor - Vector.Load(x + i) * back, dx + i);
            for (; i < length; i++)
                dx[i] = dy[i] * factor - x[i] * back;
        }

        private double Norm(float* x) => Math.Sqrt(Dot.SumOfSquares(x, length, 0) + eps);
    }

    // They lie a plane apart.
    private sealed class Columns : CpuOperation
    {
        private readonly AxisStrips strips;
        private readonly float eps;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Columns(Operations.L2Normalize normalize, CpuBinding binding) : base(binding)
        {
            (strips, eps) = (new AxisStrips(binding.Input.Shape, normalize.Axis), normalize.Eps);
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
            Vector<float> norm = Norm(strip);
            for (int i = 0; i < strips.Length; i++)
                strips.Put(Binding.Output, strip, i, strips.Get(Binding.Input, strip, i) / norm);
        }

        private void BackwardStrip(int strip, int worker)
        {
            Vector<float> norm = Norm(strip), dot = default;
            for (int i = 0; i < strips.Length; i++)
                dot += strips.Get(outputGradient!, strip, i) * strips.Get(Binding.Input, strip, i);
            Vector<float> back = dot / (norm * norm);
            for (int i = 0; i < strips.Length; i++)
                strips.Put(inputGradient!, strip, i, (strips.Get(outputGradient!, strip, i) - strips.Get(Binding.Input, strip, i) * back) / norm);
        }

        private Vector<float> Norm(int strip)
        {
            var squares = new Vector<float>(eps);
            for (int i = 0; i < strips.Length; i++)
                squares += strips.Get(Binding.Input, strip, i) * strips.Get(Binding.Input, strip, i);
            return Vector.SquareRoot(squares);
        }
    }
}
