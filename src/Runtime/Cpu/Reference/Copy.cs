using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Copy"/>.</summary>
internal static class Copy
{
    public static CpuOperation Prepare(Operations.Copy copy, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            foreach (CpuBuffer output in Binding.Outputs)
            {
                if (!output.IsPartOf(Binding.Input, 0))
                    Binding.Input.Span.CopyTo(output.Span);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient)
                return;
            bool isFirst = true;
            for (int i = 0; i < gradients.Outputs.Length; i++)
            {
                if (gradients.Output(i) is not { } outputGradient || outputGradient.IsPartOf(inputGradient, 0))
                    continue;
                if (isFirst)
                    outputGradient.Span.CopyTo(inputGradient.Span);
                else
                    Sum.AddTo(inputGradient.Span, outputGradient.Span);
                isFirst = false;
            }
        }
    }
}
