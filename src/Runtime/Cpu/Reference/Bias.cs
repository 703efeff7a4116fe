using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Bias"/>.</summary>
internal static class Bias
{
    public static CpuOperation Prepare(Operations.Bias bias, CpuBinding binding) => new Kernel(bias, binding);

    private sealed class Kernel(Operations.Bias bias, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly BroadcastTerm term = BroadcastTerm.Of(binding, bias.Axis);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span, b = term.Values;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] + b[term.IndexAt(i)];
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Output(0) is not { } outputGradient)
                return;
            if (gradients.Input(0) is { } inputGradient)
                outputGradient.Span.CopyTo(inputGradient.Span);
            if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } termGradient)
                term.SumInto(termGradient.Span, outputGradient.Span, factors: []);
        }
    }
}
