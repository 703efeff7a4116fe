using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Concat
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new CpuKernel(this, binding);

    // Copies of pieces: there is nothing to vectorise.
    internal override CpuOperation PrepareSimd(CpuBinding binding) => PrepareScalar(binding);

    private sealed class CpuKernel(Concat concat, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly AxisPieces pieces = new(binding.Inputs, binding.Output, concat.Axis);

        public override void Forward()
        {
            for (int i = 0; i < Binding.Inputs.Length; i++)
                pieces.Put(i, Binding.Inputs[i].Span, Binding.Output.Span);
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            for (int i = 0; i < inputGradients.Length; i++)
            {
                if (inputGradients[i] is { } inputGradient && outputGradients[0] is { } outputGradient)
                    pieces.Take(i, outputGradient.Span, inputGradient.Span);
            }
        }
    }
}
