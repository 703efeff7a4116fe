using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Reduction"/>: a task for some sums.</summary>
internal static class Reduction
{
    public static CpuOperation Prepare(Operations.Reduction reduction, CpuBinding binding) => new Kernel(reduction, binding);

    private sealed unsafe class Kernel : CpuOperation
    {
        // Elements of a task.
        private const int Elements = 1 << 14;

        private readonly ReductionMethod method;
        private readonly int length;
        private readonly int rows;
        private readonly int rowsOfTask;
        private readonly double factor;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Kernel(Operations.Reduction reduction, CpuBinding binding) : base(binding)
        {
            method = reduction.Method;
            length = binding.Input.Shape.CountFrom(reduction.Axis);
            rows = binding.Output.Shape.Count;
            rowsOfTask = Math.Max(1, Elements / Math.Max(length, 1));
            factor = method == ReductionMethod.Mean ? (double)reduction.Coefficient / length : reduction.Coefficient;
            (forward, backward) = (ForwardRows, BackwardRows);
        }

        private int Tasks => (rows + rowsOfTask - 1) / rowsOfTask;

        protected override void RunForward() => Binding.Workers.For(Tasks, forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
            if (outputGradient is not null && inputGradient is not null)
                Binding.Workers.For(Tasks, backward);
        }

        private void ForwardRows(int task, int worker)
        {
            for (int row = task * rowsOfTask; row < Math.Min(rows, (task + 1) * rowsOfTask); row++)
            {
                float* x = Binding.Input.Pointer + (nint)row * length;
                double sum = method switch
                {
                    ReductionMethod.AbsoluteSum => Magnitudes(x),
                    ReductionMethod.SumOfSquares => Dot.SumOfSquares(x, length, 0),
                    _ => Dot.Sum(x, length),
                };
                Binding.Output.Pointer[row] = (float)(sum * factor);
            }
        }

        private double Magnitudes(float* x)
        {
            Vector<double> low = default, high = default;
            int i = 0;
            for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(Vector.Abs(Vector.Load(x + i)), out Vector<double> first, out Vector<double> second);
                low += first;
                high += second;
            }
            double sum = Vector.Sum(low + high);
            for (; i < length; i++)
                sum += Math.Abs(x[i]);
            return sum;
        }

        private void BackwardRows(int task, int worker)
        {
            for (int row = task * rowsOfTask; row < Math.Min(rows, (task + 1) * rowsOfTask); row++)
            {
                float* dx = inputGradient!.Pointer + (nint)row * length, x = Binding.Input.Pointer + (nint)row * length;
                float gradient = (float)(outputGradient!.Pointer[row] * factor);
                if (method == ReductionMethod.AbsoluteSum)
                    Rows.Map(x, x, dx, length, new Signed(gradient));
                else if (method == ReductionMethod.SumOfSquares)
                    Rows.Map(x, x, dx, length, new Scaled(2 * gradient));
                else
                    new Span<float>(dx, length).Fill(gradient);
            }
        }
    }

    private readonly struct Signed(float gradient) : IRowFunction
    {
        public Vector<float> Of(Vector<float> x, Vector<float> unused)
        {
            Vector<float> notPositive = Vector.ConditionalSelect(
                Vector.LessThan(x, Vector<float>.Zero), new Vector<float>(-gradient), Vector<float>.Zero);
            return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), new Vector<float>(gradient), notPositive);
        }

        public float Of(float x, float unused) => x > 0 ? gradient : x < 0 ? -gradient : 0;
    }
}
