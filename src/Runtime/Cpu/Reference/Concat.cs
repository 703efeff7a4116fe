using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Concat
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new CpuKernel(this, binding);

    // Copies of pieces: there is nothing to vectorise.
    internal override CpuOperation PrepareSimd(CpuBinding binding)
    {
        bool areWholeBlocks = Axis == 1 && binding.Output.Shape.Rank == 4 && binding.Inputs.All(input => input.Shape.Channels % BlockedView.Lanes == 0);
        return areWholeBlocks ? new BlockedKernel(binding) : PrepareScalar(binding);
    }

    private sealed class CpuKernel(Concat concat, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly AxisPieces pieces = new(binding.Inputs, binding.Output, concat.Axis);

        protected override void Run()
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

    // Joins channels; what lies at its place in the whole already is there. A value that stands twice has one place: its others are copies.
    private sealed unsafe class BlockedKernel(CpuBinding binding) : CpuOperation(binding, CpuLayout.Blocked)
    {
        public override bool CanAdd => true;

        protected override void Run()
        {
            int channel = 0;
            foreach (CpuBuffer part in Binding.Inputs)
            {
                if (!part.IsPartOf(Binding.Output, channel))
                    ValueCopy.Pass(part.Blocked, Slice(Binding.Output.Blocked, channel, part), add: false);
                channel += part.Shape.Channels;
            }
        }

        protected override void Backward(
            ReluRule rule, ReadOnlySpan<OutputGradient> outputs, ReadOnlySpan<InputGradient> inputs, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            int channel = 0;
            for (int i = 0; i < inputGradients.Length; i++)
            {
                if (outputGradients[0] is { } whole && inputGradients[i] is { } part && !part.IsPartOf(whole, channel))
                    ValueCopy.Pass(Slice(whole.Blocked, channel, part), part.Blocked, inputs[i].Add);
                channel += Binding.Inputs[i].Shape.Channels;
            }
        }

        private static BlockedView Slice(BlockedView whole, int channel, CpuBuffer part) =>
            new(whole.Pointer + (nint)channel * whole.Height * whole.Width, whole.ImageStride, whole.Number, part.Shape.Channels, whole.Height, whole.Width);
    }
}
