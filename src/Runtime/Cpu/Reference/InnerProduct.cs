using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.InnerProduct"/>.</summary>
internal static class InnerProduct
{
    public static CpuOperation Prepare(Operations.InnerProduct product, CpuBinding binding) => new Kernel(product, binding);

    private sealed class Kernel(Operations.InnerProduct product, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int vectors = binding.Input.Shape.CountBetween(0, product.Axis);
        private readonly int length = binding.Input.Shape.CountFrom(product.Axis);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span, w = Binding.Weights[0].Span;
            Span<float> y = Binding.Output.Span;
            for (int m = 0; m < vectors; m++)
            {
                for (int n = 0; n < product.NumOutput; n++)
                {
                    double sum = product.Bias ? Binding.Weights[1].Span[n] : 0;
                    for (int k = 0; k < length; k++)
                        sum += (double)x[m * length + k] * w[Weight(n, k)];
                    y[m * product.NumOutput + n] = (float)sum;
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span, w = Binding.Weights[0].Span;
            Span<float> dx = inputGradient.Span;
            for (int m = 0; m < vectors; m++)
            {
                for (int k = 0; k < length; k++)
                {
                    double sum = 0;
                    for (int n = 0; n < product.NumOutput; n++)
                        sum += (double)dy[m * product.NumOutput + n] * w[Weight(n, k)];
                    dx[m * length + k] = (float)sum;
                }
            }
        }

        private int Weight(int n, int k) => product.Transpose ? k * product.NumOutput + n : n * length + k;
    }
}
