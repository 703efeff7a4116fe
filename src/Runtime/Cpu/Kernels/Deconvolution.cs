using CaffeSharpGen.Cpu.Convolution.Packed;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Deconvolution"/>.</summary>
internal static class Deconvolution
{
    public static CpuOperation Prepare(Operations.Deconvolution deconvolution, CpuBinding binding) => new Kernel(deconvolution, binding);

    private sealed unsafe class Kernel : CpuOperation
    {
        private readonly bool hasBias;
        private readonly Correlation correlation;
        private readonly ProductPass[] forward;
        private ProductPass? backward;

        public Kernel(Operations.Deconvolution deconvolution, CpuBinding binding) : base(binding)
        {
            hasBias = deconvolution.Bias;
            correlation = Correlation.Of(deconvolution, binding.Output.Shape, binding.Input.Shape);
            forward = [.. correlation.ToImages().Select(pass => ProductPass.Create(pass, binding.Weights[0].Pointer, correlation.Taps, binding.Machine, binding.Workers))];
        }

        protected override void RunForward()
        {
            foreach (ProductPass pass in forward)
                pass.Run(Binding.Input.Pointer, hasBias ? Binding.Weights[1].Pointer : null, Binding.Output.Pointer);
        }

        public override void Dispose()
        {
            foreach (ProductPass pass in forward)
                pass.Dispose();
            backward?.Dispose();
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            backward ??= ProductPass.Create(correlation.ToMaps(), Binding.Weights[0].Pointer, correlation.Taps, Binding.Machine, Binding.Workers);
            backward.Run(outputGradient.Pointer, bias: null, inputGradient.Pointer);
        }
    }
}
