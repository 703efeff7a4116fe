using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record ReLU
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(ReLU relu, CpuBinding binding) : CpuOperation(binding)
    {
        public override void Forward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] > 0 ? x[i] : relu.NegativeSlope * x[i];
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient || outputGradients[0] is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < x.Length; i++)
                dx[i] = rule.Through(dy[i], x[i] > 0 ? 1 : relu.NegativeSlope);
        }
    }
}
