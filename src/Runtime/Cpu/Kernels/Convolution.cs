using CaffeSharpGen.Cpu.Convolution.Packed;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Convolution"/>.</summary>
internal static class Convolution
{
    public static CpuOperation Prepare(Operations.Convolution convolution, CpuBinding binding) => ConvolutionChain.Supports(convolution, binding)
        ? new ConvolutionChain(convolution, affine: null, hasShortcut: false, signs: null, binding)
        : new Kernel(convolution, binding);

    private sealed unsafe class Kernel : CpuOperation
    {
        private readonly bool hasBias;
        private readonly Correlation correlation;
        private readonly ProductPass forward;
        private ProductPass[]? backward;

        public Kernel(Operations.Convolution convolution, CpuBinding binding) : base(binding)
        {
            hasBias = convolution.Bias;
            correlation = Correlation.Of(convolution, binding.Input.Shape, binding.Output.Shape);
            forward = ProductPass.Create(correlation.ToMaps(), binding.Weights[0].Pointer, correlation.Taps, binding.Machine, binding.Workers);
        }

        protected override void RunForward() =>
            forward.Run(Binding.Input.Pointer, hasBias ? Binding.Weights[1].Pointer : null, Binding.Output.Pointer);

        public override void Dispose()
        {
            forward.Dispose();
            foreach (ProductPass pass in backward ?? [])
                pass.Dispose();
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            // Many uses of a network never go back through its convolutions: their weights are packed when one does.
            backward ??= [.. correlation.ToImages().Select(pass => ProductPass.Create(pass, Binding.Weights[0].Pointer, correlation.Taps, Binding.Machine, Binding.Workers))];
            foreach (ProductPass pass in backward)
                pass.Run(outputGradient.Pointer, bias: null, inputGradient.Pointer);
        }
    }
}
