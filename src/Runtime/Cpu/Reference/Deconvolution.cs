using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Deconvolution
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Deconvolution deconvolution, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly ScalarCorrelation correlation = new(
            binding.Output.Shape, binding.Input.Shape, deconvolution.KernelH, deconvolution.KernelW, deconvolution.StrideH, deconvolution.StrideW,
            deconvolution.PadH, deconvolution.PadW, deconvolution.DilationH, deconvolution.DilationW, deconvolution.Group);

        protected override void Run() => correlation.Transposed(
            Binding.Input.Span, Binding.Weights[0].Span, deconvolution.Bias ? Binding.Weights[1].Span : [], Binding.Output.Span);

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is { } inputGradient && outputGradients[0] is { } outputGradient)
                correlation.Correlate(outputGradient.Span, Binding.Weights[0].Span, [], inputGradient.Span);
        }
    }
}
