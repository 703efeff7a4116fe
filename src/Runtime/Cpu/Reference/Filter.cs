using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Filter"/>.</summary>
internal static class Filter
{
    public static CpuOperation Prepare(Operations.Filter filter, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Outputs.Length; i++)
            {
                int length = Binding.Inputs[i].Shape.CountFrom(1), used = 0;
                Binding.Outputs[i].Span.Clear();
                for (int row = 0; row < Selector.Length; row++)
                {
                    if (Selector[row] != 0)
                        Binding.Inputs[i].Span.Slice(row * length, length).CopyTo(Binding.Outputs[i].Span[(used++ * length)..]);
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            gradients.Input(Binding.Inputs.Length - 1)?.Span.Clear();
            for (int i = 0; i < Binding.Outputs.Length; i++)
            {
                if (gradients.Input(i) is not { } inputGradient)
                    continue;
                inputGradient.Span.Clear();
                int length = inputGradient.Shape.CountFrom(1), used = 0;
                for (int row = 0; row < Selector.Length && gradients.Output(i) is { } outputGradient; row++)
                {
                    if (Selector[row] != 0)
                        outputGradient.Span.Slice(used++ * length, length).CopyTo(inputGradient.Span[(row * length)..]);
                }
            }
        }

        private ReadOnlySpan<float> Selector => Binding.Inputs[^1].Span;
    }
}
