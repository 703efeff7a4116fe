using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Slice"/>.</summary>
internal static class Slice
{
    public static CpuOperation Prepare(Operations.Slice slice, CpuBinding binding) => new Kernel(slice, binding);

    private sealed class Kernel(Operations.Slice slice, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly AxisPieces pieces = new(binding.Outputs, binding.Input, slice.Axis);

        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Outputs.Length; i++)
                pieces.Take(i, Binding.Input.Span, Binding.Outputs[i].Span);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient)
                return;
            inputGradient.Span.Clear();
            for (int i = 0; i < gradients.Outputs.Length; i++)
            {
                if (gradients.Output(i) is { } outputGradient)
                    pieces.Put(i, outputGradient.Span, inputGradient.Span);
            }
        }
    }
}
