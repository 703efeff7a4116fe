using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Reduction"/>.</summary>
internal static class Reduction
{
    public static CpuOperation Prepare(Operations.Reduction reduction, CpuBinding binding) => new Kernel(reduction, binding);

    private sealed class Kernel(Operations.Reduction reduction, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int length = binding.Input.Shape.CountFrom(reduction.Axis);

        private double Factor => reduction.Method == ReductionMethod.Mean ? (double)reduction.Coefficient / length : reduction.Coefficient;

        protected override void RunForward()
        {
            Span<float> y = Binding.Output.Span;
            for (int row = 0; row < y.Length; row++)
            {
                double sum = 0;
                foreach (float x in Binding.Input.Span.Slice(row * length, length))
                {
                    sum += reduction.Method switch
                    {
                        ReductionMethod.AbsoluteSum => Math.Abs(x),
                        ReductionMethod.SumOfSquares => (double)x * x,
                        _ => x,
                    };
                }
                y[row] = (float)(sum * Factor);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < dx.Length; i++)
            {
                double slope = reduction.Method switch
                {
                    ReductionMethod.AbsoluteSum => x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0,
                    ReductionMethod.SumOfSquares => 2.0 * x[i],
                    _ => 1,
                };
                dx[i] = (float)(dy[i / length] * Factor * slope);
            }
        }
    }
}
