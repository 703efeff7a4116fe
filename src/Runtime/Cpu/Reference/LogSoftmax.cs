using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.LogSoftmax"/>.</summary>
internal static class LogSoftmax
{
    public static CpuOperation Prepare(Operations.LogSoftmax softmax, CpuBinding binding) => new Kernel(softmax, binding);

    private sealed class Kernel(Operations.LogSoftmax softmax, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int classes = binding.Input.Shape[softmax.Axis];
        private readonly int inner = binding.Input.Shape.CountFrom(softmax.Axis + 1);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int vector = 0; vector < x.Length / classes; vector++)
            {
                float largest = float.NegativeInfinity;
                double sum = 0;
                for (int c = 0; c < classes; c++)
                    largest = Math.Max(largest, x[Element(vector, c)]);
                for (int c = 0; c < classes; c++)
                    sum += Math.Exp((double)x[Element(vector, c)] - largest);
                double logarithm = largest + Math.Log(sum);
                for (int c = 0; c < classes; c++)
                    y[Element(vector, c)] = (float)(x[Element(vector, c)] - logarithm);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> y = Binding.Output.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int vector = 0; vector < y.Length / classes; vector++)
            {
                double sum = 0;
                for (int c = 0; c < classes; c++)
                    sum += dy[Element(vector, c)];
                for (int c = 0; c < classes; c++)
                    dx[Element(vector, c)] = (float)(dy[Element(vector, c)] - Math.Exp(y[Element(vector, c)]) * sum);
            }
        }

        private int Element(int vector, int c) => (vector / inner * classes + c) * inner + vector % inner;
    }
}
