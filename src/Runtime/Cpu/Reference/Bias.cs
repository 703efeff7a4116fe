using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Bias
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Bias bias, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly BroadcastTerm term = BroadcastTerm.Of(binding, bias.Axis);

        protected override void Run()
        {
            ReadOnlySpan<float> x = Binding.Input.Span, b = term.Values;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] + b[term.IndexAt(i)];
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (outputGradients[0] is not { } outputGradient)
                return;
            if (inputGradients[0] is { } inputGradient)
                outputGradient.Span.CopyTo(inputGradient.Span);
            if (inputGradients.Length > 1 && inputGradients[1] is { } termGradient)
                term.SumInto(termGradient.Span, outputGradient.Span, factors: []);
        }
    }
}
