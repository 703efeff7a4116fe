using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Copy
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new CpuKernel(binding, CpuLayout.Plain);

    // There is nothing to compute but the sum of several gradients, which is rare.
    internal override CpuOperation PrepareSimd(CpuBinding binding) =>
        new CpuKernel(binding, binding.Outputs.All(output => output.Shape == binding.Input.Shape) && binding.Input.Shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain);

    private sealed class CpuKernel(CpuBinding binding, CpuLayout layout) : CpuOperation(binding, layout)
    {
        private readonly bool isBlocked = layout == CpuLayout.Blocked;

        protected override void Run()
        {
            foreach (CpuBuffer output in Binding.Outputs)
            {
                if (output.IsPartOf(Binding.Input, 0))
                    continue;
                if (isBlocked)
                    ValueCopy.Pass(Binding.Input.Blocked, output.Blocked, add: false);
                else
                    Binding.Input.Span.CopyTo(output.Span);
            }
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient)
                return;
            bool isFirst = true;
            foreach (CpuBuffer? outputGradient in outputGradients)
            {
                if (outputGradient is null || outputGradient.IsPartOf(inputGradient, 0))
                    continue;
                if (isBlocked)
                    ValueCopy.Pass(outputGradient.Blocked, inputGradient.Blocked, add: !isFirst);
                else if (isFirst)
                    outputGradient.Span.CopyTo(inputGradient.Span);
                else
                    Sum.AddTo(inputGradient.Span, outputGradient.Span);
                isFirst = false;
            }
        }
    }
}
