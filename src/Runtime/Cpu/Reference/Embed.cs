using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Embed"/>.</summary>
internal static class Embed
{
    public static CpuOperation Prepare(Operations.Embed embed, CpuBinding binding) => new Kernel(embed, binding);

    private sealed class Kernel(Operations.Embed embed, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            ReadOnlySpan<float> numbers = Binding.Input.Span, table = Binding.Weights[0].Span;
            int rows = Binding.Weights[0].Shape[^2], length = Binding.Weights[0].Shape[^1];
            for (int i = 0; i < numbers.Length; i++)
            {
                float number = numbers[i];
                if (!(number >= 0 && number < rows && number == (int)number))
                    throw new InvalidOperationException(
                        $"Embed finds no row of its table for element {i} of its input, {number}; expected whole numbers 0 … {rows - 1}");
                Span<float> row = Binding.Output.Span.Slice(i * length, length);
                table.Slice((int)number * length, length).CopyTo(row);
                if (embed.Bias)
                    Sum.AddTo(row, Binding.Weights[1].Span);
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("Embed has no gradient");
    }
}
