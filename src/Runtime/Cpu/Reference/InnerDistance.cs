using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.InnerDistance"/>.</summary>
internal static class InnerDistance
{
    public static CpuOperation Prepare(Operations.InnerDistance distance, CpuBinding binding) => new Kernel(distance, binding);

    private sealed class Kernel(Operations.InnerDistance distance, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int vectors = binding.Input.Shape.CountBetween(0, distance.Axis);
        private readonly int length = binding.Input.Shape.CountFrom(distance.Axis);

        private ReadOnlySpan<float> Centers => Binding.Inputs.Length > 1 ? Binding.Inputs[1].Span : Binding.Weights[0].Span;

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span, w = Centers;
            Span<float> y = Binding.Output.Span;
            for (int n = 0; n < distance.NumOutput; n++)
            {
                double scale = Scale(w, n);
                for (int m = 0; m < vectors; m++)
                {
                    double sum = 0;
                    for (int k = 0; k < length; k++)
                    {
                        double difference = x[m * length + k] - w[n * length + k] * scale;
                        sum += distance.IsL1 ? Math.Abs(difference) : difference * difference;
                    }
                    y[m * distance.NumOutput + n] = (float)sum;
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span, x = Binding.Input.Span, w = Centers;
            if (gradients.Input(0) is { } inputGradient)
            {
                Span<float> dx = inputGradient.Span;
                dx.Clear();
                for (int m = 0; m < vectors; m++)
                {
                    for (int k = 0; k < length; k++)
                    {
                        double sum = 0;
                        for (int n = 0; n < distance.NumOutput; n++)
                            sum += dy[m * distance.NumOutput + n] * Slope(x[m * length + k] - w[n * length + k] * Scale(w, n));
                        dx[m * length + k] = (float)sum;
                    }
                }
            }
            if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } centerGradient)
            {
                Span<float> dw = centerGradient.Span;
                for (int i = 0; i < dw.Length; i++)
                {
                    double sum = 0;
                    for (int m = 0; m < vectors; m++)
                        sum -= dy[m * distance.NumOutput + i / length] * Slope((double)x[m * length + i % length] - w[i]);
                    dw[i] = (float)sum;
                }
            }
        }

        // Of NaN 0 or NaN; Math.Sign refuses it.
        private double Slope(double difference) =>
            !distance.IsL1 ? 2 * difference : difference > 0 ? 1 : difference < 0 ? -1 : 0;

        // Of centers that are a weight.
        private double Scale(ReadOnlySpan<float> w, int n)
        {
            if (!distance.Normalizes)
                return 1;
            double squares = 1e-6;
            foreach (float element in w.Slice(n * length, length))
                squares += (double)element * element;
            return 1 / Math.Sqrt(squares);
        }
    }
}
