using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record PReLU
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(PReLU prelu, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int plane = binding.Input.Shape.CountFrom(2);

        protected override void Run()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = RectifierValue.Leaky(x[i], Slope(i));
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient || outputGradients[0] is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < x.Length; i++)
                dx[i] = rule.Through(dy[i], x[i] > 0 ? 1 : Slope(i));
        }

        private float Slope(int element) => Binding.Weights[0].Span[prelu.ChannelShared ? 0 : element / plane % channels];
    }
}
