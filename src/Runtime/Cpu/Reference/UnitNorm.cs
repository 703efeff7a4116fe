using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.UnitNorm"/>.</summary>
internal static class UnitNorm
{
    public static CpuOperation Prepare(Operations.UnitNorm unitNorm, CpuBinding binding) => new Kernel(unitNorm, binding);

    private sealed class Kernel(Operations.UnitNorm unitNorm, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int length = binding.Input.Shape[unitNorm.Axis];
        private readonly int inner = binding.Input.Shape.CountFrom(unitNorm.Axis + 1);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int vector = 0; vector < x.Length / length; vector++)
            {
                double norm = Norm(x, vector);
                for (int i = 0; i < length; i++)
                    y[Element(vector, i)] = (float)(x[Element(vector, i)] / norm);
                if (Binding.Outputs.Length > 1)
                    Binding.Outputs[1].Span[vector] = (float)norm;
            }
        }

        // With y = x / n: dx = dy / n + n'·(dn − (dy·y) / n), where n' is x / n of the root of squares, and the sign of x of magnitudes.
        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span;
            ReadOnlySpan<float> dy = gradients.Output(0) is { } top ? top.Span : default;
            ReadOnlySpan<float> dn = gradients.Outputs.Length > 1 && gradients.Output(1) is { } norms ? norms.Span : default;
            Span<float> dx = inputGradient.Span;
            for (int vector = 0; vector < x.Length / length; vector++)
            {
                double norm = Norm(x, vector), back = dn.IsEmpty ? 0 : dn[vector];
                for (int i = 0; i < length && !dy.IsEmpty; i++)
                    back -= (double)dy[Element(vector, i)] * x[Element(vector, i)] / (norm * norm);
                for (int i = 0; i < length; i++)
                {
                    int element = Element(vector, i);
                    double slope = unitNorm.IsL1 ? SignOf(x[element]) : x[element] / norm;
                    dx[element] = (float)((dy.IsEmpty ? 0 : dy[element] / norm) + slope * back);
                }
            }
        }

        private double Norm(ReadOnlySpan<float> x, int vector)
        {
            double sum = unitNorm.Eps;
            for (int i = 0; i < length; i++)
            {
                double element = x[Element(vector, i)];
                sum += unitNorm.IsL1 ? Math.Abs(element) : element * element;
            }
            return unitNorm.IsL1 ? sum : Math.Sqrt(sum);
        }

        private int Element(int vector, int i) => (vector / inner * length + i) * inner + vector % inner;

        // 0 for NaN, which Math.Sign refuses.
        private static int SignOf(float x) => x > 0 ? 1 : x < 0 ? -1 : 0;
    }
}
