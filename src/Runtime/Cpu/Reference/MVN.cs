using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.MVN"/>.</summary>
internal static class MVN
{
    public static CpuOperation Prepare(Operations.MVN mvn, CpuBinding binding) => new Kernel(mvn, binding);

    private sealed class Kernel(Operations.MVN mvn, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int length = binding.Input.Shape.CountFrom(mvn.AcrossChannels ? 1 : 2);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int start = 0; start < x.Length; start += length)
            {
                (double mean, double deviation) = Moments(x.Slice(start, length));
                for (int i = start; i < start + length; i++)
                    y[i] = (float)((x[i] - mean) / (mvn.NormalizeVariance ? deviation + mvn.Eps : 1));
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int start = 0; start < x.Length; start += length)
            {
                (double mean, double deviation) = mvn.NormalizeVariance ? Moments(x.Slice(start, length)) : (0, 0);
                double divisor = mvn.NormalizeVariance ? deviation + mvn.Eps : 1, meanGradient = 0, back = 0;
                for (int i = start; i < start + length; i++)
                {
                    meanGradient += dy[i] / (double)length;
                    back += dy[i] * (x[i] - mean) / length;
                }
                // Of equal values the deviation has no derivative.
                double factor = deviation > 0 ? back / (deviation * divisor) : 0;
                for (int i = start; i < start + length; i++)
                    dx[i] = (float)((dy[i] - meanGradient - (x[i] - mean) * factor) / divisor);
            }
        }

        private (double Mean, double Deviation) Moments(ReadOnlySpan<float> x)
        {
            double mean = 0, squares = 0;
            foreach (float value in x)
                mean += value / (double)length;
            foreach (float value in x)
                squares += (value - mean) * (value - mean) / length;
            return (mean, Math.Sqrt(squares));
        }
    }
}
