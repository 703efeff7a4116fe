using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Deconvolution"/>.</summary>
internal static class Deconvolution
{
    public static CpuOperation Prepare(Operations.Deconvolution deconvolution, CpuBinding binding) => new Kernel(deconvolution, binding);

    private sealed class Kernel(Operations.Deconvolution deconvolution, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly ScalarCorrelation correlation = new(
            binding.Output.Shape, binding.Input.Shape,
            deconvolution.KernelH, deconvolution.KernelW, deconvolution.StrideH, deconvolution.StrideW,
            deconvolution.PadH, deconvolution.PadW, deconvolution.DilationH, deconvolution.DilationW, deconvolution.Group);

        protected override void RunForward() => correlation.Transposed(
            Binding.Input.Span, Binding.Weights[0].Span, deconvolution.Bias ? Binding.Weights[1].Span : [], Binding.Output.Span);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is { } inputGradient && gradients.Output(0) is { } outputGradient)
                correlation.Correlate(outputGradient.Span, Binding.Weights[0].Span, [], inputGradient.Span);
        }
    }
}
