using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.BatchNorm"/>.</summary>
internal static class BatchNorm
{
    public static CpuOperation Prepare(Operations.BatchNorm norm, CpuBinding binding) => new Kernel(norm, binding);

    private sealed class Kernel(Operations.BatchNorm norm, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int images = binding.Input.Shape.BatchSize;
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int plane = binding.Input.Shape.CountFrom(2);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int c = 0; c < channels; c++)
            {
                (double mean, double deviation) = Statistics(c);
                for (int i = 0; i < images * plane; i++)
                    y[Element(c, i)] = (float)((x[Element(c, i)] - mean) / deviation);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> y = Binding.Output.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            int count = images * plane;
            for (int c = 0; c < channels; c++)
            {
                // Own statistics depend on the input: what the mean and the variance carry back is taken off.
                double meanGradient = 0, meanProduct = 0;
                for (int i = 0; i < count && !norm.UseGlobalStats; i++)
                {
                    meanGradient += (double)dy[Element(c, i)] / count;
                    meanProduct += (double)dy[Element(c, i)] * y[Element(c, i)] / count;
                }
                double deviation = Statistics(c).Deviation;
                // Of an Eps outside the root the root alone depends on the input.
                if (norm.EpsOutsideRoot && deviation > norm.Eps)
                    meanProduct *= deviation / (deviation - norm.Eps);
                for (int i = 0; i < count; i++)
                {
                    double fromStatistics = norm.UseGlobalStats ? 0 : meanGradient + meanProduct * y[Element(c, i)];
                    dx[Element(c, i)] = (float)((dy[Element(c, i)] - fromStatistics) / deviation);
                }
            }
        }

        private int Element(int channel, int i) => (i / plane * channels + channel) * plane + i % plane;

        private (double Mean, double Deviation) Statistics(int channel)
        {
            double mean = 0, variance = 0;
            if (norm.UseGlobalStats)
            {
                double scale = norm.StoredScale(Binding.Weights[2].Span[0]);
                (mean, variance) = (Binding.Weights[0].Span[channel] * scale, Binding.Weights[1].Span[channel] * scale);
            }
            else
            {
                ReadOnlySpan<float> x = Binding.Input.Span;
                int count = images * plane;
                for (int i = 0; i < count; i++)
                    mean += (double)x[Element(channel, i)] / count;
                for (int i = 0; i < count; i++)
                    variance += (x[Element(channel, i)] - mean) * (x[Element(channel, i)] - mean) / count;
            }
            return (mean, norm.Deviation(variance));
        }
    }
}
