using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Deconvolution
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdKernel(this, binding);

    private sealed unsafe class SimdKernel : CpuOperation
    {
        private readonly bool hasBias;
        private readonly Correlation correlation;
        private readonly ProductPass[] forward;
        private ProductPass? backward;

        public SimdKernel(Deconvolution deconvolution, CpuBinding binding) : base(binding)
        {
            hasBias = deconvolution.Bias;
            correlation = new Correlation(
                binding.Output.Shape, binding.Input.Shape, deconvolution.KernelH, deconvolution.KernelW, deconvolution.StrideH, deconvolution.StrideW,
                deconvolution.PadH, deconvolution.PadW, deconvolution.DilationH, deconvolution.DilationW, deconvolution.Group);
            forward = [.. correlation.ToImages().Select(pass => ProductPass.Create(pass, binding.Weights[0].Pointer, correlation.Taps, binding.Device))];
        }

        protected override void Run()
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

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient || outputGradients[0] is not { } outputGradient)
                return;
            backward ??= ProductPass.Create(correlation.ToMaps(), Binding.Weights[0].Pointer, correlation.Taps, Binding.Device);
            backward.Run(outputGradient.Pointer, bias: null, inputGradient.Pointer);
        }
    }
}
