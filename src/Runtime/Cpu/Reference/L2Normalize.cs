using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.L2Normalize"/>.</summary>
internal static class L2Normalize
{
    public static CpuOperation Prepare(Operations.L2Normalize normalize, CpuBinding binding) => new Kernel(normalize, binding);

    private sealed class Kernel(Operations.L2Normalize normalize, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int length = binding.Input.Shape[normalize.Axis];
        private readonly int inner = binding.Input.Shape.CountFrom(normalize.Axis + 1);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int vector = 0; vector < x.Length / length; vector++)
            {
                double norm = Norm(x, vector);
                for (int i = 0; i < length; i++)
                    y[Element(vector, i)] = (float)(x[Element(vector, i)] / norm);
            }
        }

        // dx = (dy − y·(dy·y)) / norm, where y = x / norm.
        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int vector = 0; vector < x.Length / length; vector++)
            {
                double norm = Norm(x, vector), dot = 0;
                for (int i = 0; i < length; i++)
                    dot += (double)dy[Element(vector, i)] * x[Element(vector, i)];
                for (int i = 0; i < length; i++)
                    dx[Element(vector, i)] = (float)((dy[Element(vector, i)] - x[Element(vector, i)] * dot / (norm * norm)) / norm);
            }
        }

        private double Norm(ReadOnlySpan<float> x, int vector)
        {
            double squares = 0;
            for (int i = 0; i < length; i++)
                squares += (double)x[Element(vector, i)] * x[Element(vector, i)];
            return Math.Sqrt(squares + normalize.Eps);
        }

        private int Element(int vector, int i) => (vector / inner * length + i) * inner + vector % inner;
    }
}
