using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Pad"/>.</summary>
internal static class Pad
{
    public static CpuOperation Prepare(Operations.Pad pad, CpuBinding binding) => new Kernel(pad, binding);

    private sealed class Kernel(Operations.Pad pad, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int row = binding.Input.Shape[^1];

        protected override void RunForward()
        {
            Binding.Output.Span.Fill(pad.Value);
            for (int r = 0; r < Binding.Input.Shape.Count / row; r++)
                Binding.Input.Span.Slice(r * row, row).CopyTo(Binding.Output.Span[RowStart(r)..]);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            for (int r = 0; r < inputGradient.Shape.Count / row; r++)
                outputGradient.Span.Slice(RowStart(r), row).CopyTo(inputGradient.Span[(r * row)..]);
        }

        // Where in the output the input's row number r starts.
        private int RowStart(int r)
        {
            Shape input = Binding.Input.Shape, output = Binding.Output.Shape;
            int start = pad.Before[^1], stride = output[^1];
            for (int axis = input.Rank - 2; axis >= 0; axis--)
            {
                start += (pad.Before[axis] + r % input[axis]) * stride;
                r /= input[axis];
                stride *= output[axis];
            }
            return start;
        }
    }
}
