using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Convolution"/>.</summary>
internal static class Convolution
{
    public static CpuOperation Prepare(Operations.Convolution convolution, CpuBinding binding) => new Kernel(convolution, binding);

    private sealed class Kernel(Operations.Convolution convolution, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly ScalarCorrelation correlation = new(
            binding.Input.Shape, binding.Output.Shape, convolution.KernelH, convolution.KernelW, convolution.StrideH, convolution.StrideW,
            convolution.PadH, convolution.PadW, convolution.DilationH, convolution.DilationW, convolution.Group);

        protected override void RunForward() => correlation.Correlate(
            Binding.Input.Span, Binding.Weights[0].Span, convolution.Bias ? Binding.Weights[1].Span : [], Binding.Output.Span);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is { } inputGradient && gradients.Output(0) is { } outputGradient)
                correlation.Transposed(outputGradient.Span, Binding.Weights[0].Span, [], inputGradient.Span);
        }
    }
}
