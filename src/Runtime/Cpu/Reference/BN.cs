using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.BN"/>.</summary>
internal static class BN
{
    public static CpuOperation Prepare(Operations.BN norm, CpuBinding binding) => new Kernel(norm, binding);

    private sealed class Kernel(Operations.BN norm, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int plane = binding.Input.Shape.CountFrom(2);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
            {
                int channel = i / plane % channels;
                y[i] = (float)((x[i] - (double)Binding.Weights[2].Span[channel]) * Factor(channel) + Binding.Weights[1].Span[channel]);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < dy.Length; i++)
                dx[i] = (float)(dy[i] * Factor(i / plane % channels));
        }

        private double Factor(int channel) =>
            Binding.Weights[0].Span[channel] / Math.Sqrt((double)Binding.Weights[3].Span[channel] + norm.Eps);
    }
}
