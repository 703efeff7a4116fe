using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Copy
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new CpuKernel(binding);

    // There is nothing to compute but the sum of several gradients, which is rare.
    internal override CpuOperation PrepareSimd(CpuBinding binding) => PrepareScalar(binding);

    private sealed class CpuKernel(CpuBinding binding) : CpuOperation(binding)
    {
        public override void Forward()
        {
            foreach (CpuBuffer output in Binding.Outputs)
                Binding.Input.Span.CopyTo(output.Span);
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient)
                return;
            Span<float> dx = inputGradient.Span;
            dx.Clear();
            foreach (CpuBuffer? outputGradient in outputGradients)
            {
                if (outputGradient is not null)
                    Sum.AddTo(dx, outputGradient.Span);
            }
        }
    }
}
