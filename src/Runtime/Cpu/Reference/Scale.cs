using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Scale"/>.</summary>
internal static class Scale
{
    public static CpuOperation Prepare(Operations.Scale scale, CpuBinding binding) => new Kernel(scale, binding);

    private sealed class Kernel(Operations.Scale scale, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly BroadcastTerm factor = BroadcastTerm.Of(binding, scale.Axis);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span, f = factor.Values, b = scale.Bias ? Binding.Weights[^1].Span : [];
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = (float)((double)x[i] * f[factor.IndexAt(i)] + (scale.Bias ? b[factor.IndexAt(i)] : 0));
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span, f = factor.Values;
            if (gradients.Input(0) is { } inputGradient)
            {
                Span<float> dx = inputGradient.Span;
                for (int i = 0; i < dx.Length; i++)
                    dx[i] = dy[i] * f[factor.IndexAt(i)];
            }
            if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } factorGradient)
                factor.SumInto(factorGradient.Span, dy, Binding.Input.Span);
        }
    }
}
