using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Embed
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new CpuKernel(this, binding);

    // It copies rows.
    internal override CpuOperation PrepareSimd(CpuBinding binding) => PrepareScalar(binding);

    private sealed class CpuKernel(Embed embed, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void Run()
        {
            ReadOnlySpan<float> numbers = Binding.Input.Span, table = Binding.Weights[0].Span;
            int rows = Binding.Weights[0].Shape[^2], length = Binding.Weights[0].Shape[^1];
            for (int i = 0; i < numbers.Length; i++)
            {
                float number = numbers[i];
                if (!(number >= 0 && number < rows && number == (int)number))
                    throw new InvalidOperationException($"Embed finds no row of its table for element {i} of its input, {number}; expected whole numbers 0 … {rows - 1}");
                Span<float> row = Binding.Output.Span.Slice(i * length, length);
                table.Slice((int)number * length, length).CopyTo(row);
                if (embed.Bias)
                    Sum.AddTo(row, Binding.Weights[1].Span);
            }
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients) =>
            throw new NotSupportedException("Embed has no gradient");
    }
}
