using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Crop"/>.</summary>
internal static class Crop
{
    public static CpuOperation Prepare(Operations.Crop crop, CpuBinding binding) => new Kernel(crop, binding);

    private sealed class Kernel(Operations.Crop crop, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int row = binding.Output.Shape[^1];

        protected override void RunForward()
        {
            for (int r = 0; r < Binding.Output.Shape.Count / row; r++)
                Binding.Input.Span.Slice(RowStart(r), row).CopyTo(Binding.Output.Span[(r * row)..]);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Inputs.Length > 1)
                gradients.Input(1)?.Span.Clear();
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            for (int r = 0; r < outputGradient.Shape.Count / row; r++)
                outputGradient.Span.Slice(r * row, row).CopyTo(inputGradient.Span[RowStart(r)..]);
        }

        // Where in the input the output's row number r starts.
        private int RowStart(int r)
        {
            Shape input = Binding.Input.Shape, output = Binding.Output.Shape;
            int start = crop.Offsets[^1], stride = input[^1];
            for (int axis = output.Rank - 2; axis >= 0; axis--)
            {
                start += (crop.Offsets[axis] + r % output[axis]) * stride;
                r /= output[axis];
                stride *= input[axis];
            }
            return start;
        }
    }
}
