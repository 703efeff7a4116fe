using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Scale
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Scale scale, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly BroadcastTerm factor = BroadcastTerm.Of(binding, scale.Axis);

        protected override void Run()
        {
            ReadOnlySpan<float> x = Binding.Input.Span, f = factor.Values, b = scale.Bias ? Binding.Weights[^1].Span : [];
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = (float)((double)x[i] * f[factor.IndexAt(i)] + (scale.Bias ? b[factor.IndexAt(i)] : 0));
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (outputGradients[0] is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span, f = factor.Values;
            if (inputGradients[0] is { } inputGradient)
            {
                Span<float> dx = inputGradient.Span;
                for (int i = 0; i < dx.Length; i++)
                    dx[i] = dy[i] * f[factor.IndexAt(i)];
            }
            if (inputGradients.Length > 1 && inputGradients[1] is { } factorGradient)
                factor.SumInto(factorGradient.Span, dy, Binding.Input.Span);
        }
    }
}
