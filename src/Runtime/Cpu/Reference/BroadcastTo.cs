using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.BroadcastTo"/>.</summary>
internal static class BroadcastTo
{
    public static CpuOperation Prepare(Operations.BroadcastTo broadcast, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int row = binding.Output.Shape.Rank == 0 ? 1 : binding.Output.Shape[^1];
        private readonly bool rowRepeats = binding.Input.Shape.Rank == 0 || binding.Input.Shape[^1] == 1;

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int r = 0; r < y.Length / row; r++)
            {
                int start = InputRow(r);
                if (rowRepeats)
                    y.Slice(r * row, row).Fill(x[start]);
                else
                    x.Slice(start, row).CopyTo(y[(r * row)..]);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            var sums = new double[dx.Length];
            for (int r = 0; r < dy.Length / row; r++)
            {
                int start = InputRow(r);
                for (int i = 0; i < row; i++)
                    sums[start + (rowRepeats ? 0 : i)] += dy[r * row + i];
            }
            for (int i = 0; i < sums.Length; i++)
                dx[i] = (float)sums[i];
        }

        // Where in the input the output's row r, or the one element of which it consists, lies.
        private int InputRow(int r)
        {
            Shape input = Binding.Input.Shape, output = Binding.Output.Shape;
            int start = 0, stride = input.Rank == 0 ? 1 : input[^1], more = output.Rank - input.Rank;
            for (int axis = output.Rank - 2; axis >= more; axis--)
            {
                int length = input[axis - more];
                start += (length == 1 ? 0 : r % output[axis]) * stride;
                r /= output[axis];
                stride *= length;
            }
            return start;
        }
    }
}
