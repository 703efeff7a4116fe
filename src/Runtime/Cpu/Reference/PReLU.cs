using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.PReLU"/>.</summary>
internal static class PReLU
{
    public static CpuOperation Prepare(Operations.PReLU prelu, CpuBinding binding) => new Kernel(prelu, binding);

    private sealed class Kernel(Operations.PReLU prelu, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int plane = binding.Input.Shape.CountFrom(2);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = RectifierValue.Leaky(x[i], Slope(i));
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < x.Length; i++)
                dx[i] = gradients.Rule.Through(dy[i], x[i] > 0 ? 1 : Slope(i));
        }

        private float Slope(int element) => Binding.Weights[0].Span[prelu.ChannelShared ? 0 : element / plane % channels];
    }
}
