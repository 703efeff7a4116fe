using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Convolution
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Convolution convolution, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly ScalarCorrelation correlation = new(
            binding.Input.Shape, binding.Output.Shape, convolution.KernelH, convolution.KernelW, convolution.StrideH, convolution.StrideW,
            convolution.PadH, convolution.PadW, convolution.DilationH, convolution.DilationW, convolution.Group);

        protected override void Run() => correlation.Correlate(
            Binding.Input.Span, Binding.Weights[0].Span, convolution.Bias ? Binding.Weights[1].Span : [], Binding.Output.Span);

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is { } inputGradient && outputGradients[0] is { } outputGradient)
                correlation.Transposed(outputGradient.Span, Binding.Weights[0].Span, [], inputGradient.Span);
        }
    }
}
