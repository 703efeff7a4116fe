using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.ChannelNorm"/>.</summary>
internal static class ChannelNorm
{
    // The fork adds it to what it divides by.
    private const double Eps = 1e-9;

    public static CpuOperation Prepare(Operations.ChannelNorm norm, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int plane = binding.Input.Shape.CountFrom(2);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < y.Length; i++)
            {
                double squares = 0;
                for (int c = 0; c < channels; c++)
                    squares += (double)x[Element(i, c)] * x[Element(i, c)];
                y[i] = (float)Math.Sqrt(squares);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, y = Binding.Output.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < dy.Length; i++)
            {
                for (int c = 0; c < channels; c++)
                    dx[Element(i, c)] = (float)((double)dy[i] * x[Element(i, c)] / (y[i] + Eps));
            }
        }

        private int Element(int output, int channel) => (output / plane * channels + channel) * plane + output % plane;
    }
}
