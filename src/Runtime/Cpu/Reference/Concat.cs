using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Concat"/>.</summary>
internal static class Concat
{
    public static CpuOperation Prepare(Operations.Concat concat, CpuBinding binding) => new Kernel(concat, binding);

    private sealed class Kernel(Operations.Concat concat, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly AxisPieces pieces = new(binding.Inputs, binding.Output, concat.Axis);

        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Inputs.Length; i++)
                pieces.Put(i, Binding.Inputs[i].Span, Binding.Output.Span);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            for (int i = 0; i < gradients.Inputs.Length; i++)
            {
                if (gradients.Input(i) is { } inputGradient && gradients.Output(0) is { } outputGradient)
                    pieces.Take(i, outputGradient.Span, inputGradient.Span);
            }
        }
    }
}
