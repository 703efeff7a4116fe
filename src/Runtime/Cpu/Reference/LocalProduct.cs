using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.LocalProduct"/>.</summary>
internal static class LocalProduct
{
    public static CpuOperation Prepare(Operations.LocalProduct product, CpuBinding binding) => new Kernel(product, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.LocalProduct product;
        private readonly int images;
        private readonly int channels;
        private readonly int positions;
        private readonly double[] sums;

        public Kernel(Operations.LocalProduct product, CpuBinding binding) : base(binding)
        {
            this.product = product;
            Shape input = binding.Input.Shape;
            (images, channels, positions) = (input[0], input[1], input.CountFrom(2));
            sums = new double[positions];
        }

        protected override void RunForward()
        {
            for (int n = 0; n < images; n++)
            {
                for (int m = 0; m < product.NumOutput; m++)
                {
                    Array.Clear(sums);
                    for (int k = 0; k < channels; k++)
                        AddProduct(Row(Binding.Input.Span, n * channels + k), Row(Binding.Weights[0].Span, m * channels + k));
                    Span<float> output = Binding.Output.Span.Slice((n * product.NumOutput + m) * positions, positions);
                    for (int p = 0; p < positions; p++)
                        output[p] = (float)(sums[p] + (product.Bias ? Binding.Weights[1].Span[m * positions + p] : 0));
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            for (int n = 0; n < images; n++)
            {
                for (int k = 0; k < channels; k++)
                {
                    Array.Clear(sums);
                    for (int m = 0; m < product.NumOutput; m++)
                        AddProduct(Row(outputGradient.Span, n * product.NumOutput + m), Row(Binding.Weights[0].Span, m * channels + k));
                    Span<float> gradient = inputGradient.Span.Slice((n * channels + k) * positions, positions);
                    for (int p = 0; p < positions; p++)
                        gradient[p] = (float)sums[p];
                }
            }
        }

        private ReadOnlySpan<float> Row(ReadOnlySpan<float> values, int row) => values.Slice(row * positions, positions);

        private void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            for (int p = 0; p < positions; p++)
                sums[p] += (double)a[p] * b[p];
        }
    }
}
