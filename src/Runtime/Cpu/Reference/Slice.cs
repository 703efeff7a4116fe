using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Slice
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new CpuKernel(this, binding);

    // Copies of pieces: there is nothing to vectorise.
    internal override CpuOperation PrepareSimd(CpuBinding binding) => PrepareScalar(binding);

    private sealed class CpuKernel(Slice slice, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly AxisPieces pieces = new(binding.Outputs, binding.Input, slice.Axis);

        protected override void Run()
        {
            for (int i = 0; i < Binding.Outputs.Length; i++)
                pieces.Take(i, Binding.Input.Span, Binding.Outputs[i].Span);
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient)
                return;
            inputGradient.Span.Clear();
            for (int i = 0; i < outputGradients.Length; i++)
            {
                if (outputGradients[i] is { } outputGradient)
                    pieces.Put(i, outputGradient.Span, inputGradient.Span);
            }
        }
    }
}
