using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.BatchReindex"/>.</summary>
internal static class BatchReindex
{
    public static CpuOperation Prepare(Operations.BatchReindex reindex, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int length = binding.Input.Shape.CountFrom(1);

        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Output.Shape.BatchSize; i++)
            {
                Span<float> to = Binding.Output.Span.Slice(i * length, length);
                int row = RowAt(i);
                if (row < 0)
                    to.Clear();
                else
                    Binding.Input.Span.Slice(row * length, length).CopyTo(to);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            gradients.Input(1)?.Span.Clear();
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            for (int i = 0; i < outputGradient.Shape.BatchSize; i++)
            {
                if (RowAt(i) is >= 0 and int row)
                    Sum.AddTo(inputGradient.Span.Slice(row * length, length), outputGradient.Span.Slice(i * length, length));
            }
        }

        private int RowAt(int i)
        {
            float index = Binding.Inputs[1].Span[i];
            int rows = Binding.Input.Shape.BatchSize;
            return index < rows
                ? (int)Math.Max(index <= -1 ? -1 : index, -1)
                : throw new InvalidOperationException(
                    $"BatchReindex finds no row for element {i} of its second input, {index}; expected indices 0 … {rows - 1}, "
                    + "or a negative number for zeros");
        }
    }
}
