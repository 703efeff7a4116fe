using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Convolution
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => ConvolutionChain.Supports(this, binding)
        ? new ConvolutionChain(this, affine: null, hasShortcut: false, signs: null, binding)
        : new SimdKernel(this, binding);

    /// <summary>Its sizes, for one image.</summary>
    internal Correlation SizesOf(CpuBinding binding) => new(
        binding.Input.Shape.WithNumber(1), binding.Output.Shape.WithNumber(1), KernelH, KernelW, StrideH, StrideW, PadH, PadW, DilationH, DilationW, Group);

    private sealed unsafe class SimdKernel : CpuOperation
    {
        private readonly bool hasBias;
        private readonly Correlation correlation;
        private readonly ProductPass forward;
        private ProductPass[]? backward;

        public SimdKernel(Convolution convolution, CpuBinding binding) : base(binding)
        {
            hasBias = convolution.Bias;
            correlation = new Correlation(
                binding.Input.Shape, binding.Output.Shape, convolution.KernelH, convolution.KernelW, convolution.StrideH, convolution.StrideW,
                convolution.PadH, convolution.PadW, convolution.DilationH, convolution.DilationW, convolution.Group);
            forward = ProductPass.Create(correlation.ToMaps(), binding.Weights[0].Pointer, correlation.Taps, binding.Device);
        }

        protected override void Run() =>
            forward.Run(Binding.Input.Pointer, hasBias ? Binding.Weights[1].Pointer : null, Binding.Output.Pointer);

        public override void Dispose()
        {
            forward.Dispose();
            foreach (ProductPass pass in backward ?? [])
                pass.Dispose();
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient || outputGradients[0] is not { } outputGradient)
                return;
            // Many uses of a network never go back through its convolutions: their weights are packed when one does.
            backward ??= [.. correlation.ToImages().Select(pass => ProductPass.Create(pass, Binding.Weights[0].Pointer, correlation.Taps, Binding.Device))];
            foreach (ProductPass pass in backward)
                pass.Run(outputGradient.Pointer, bias: null, inputGradient.Pointer);
        }
    }
}
