using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// <see cref="Operations.Concat"/> of whole blocks of channels, most of which are computed inside the whole. Any other one copies
/// pieces.
/// </summary>
internal static class Concat
{
    public static CpuOperation Prepare(Operations.Concat concat, CpuBinding binding)
    {
        bool areWholeBlocks =
            concat.Axis == 1 && binding.Output.Shape.Rank == 4
            && binding.Inputs.All(input => input.Shape.Channels % BlockedView.Lanes == 0);
        return areWholeBlocks ? new Kernel(binding) : Reference.Concat.Prepare(concat, binding);
    }

    // Joins channels. A part that was computed at its position in the whole stays there. A value that stands twice has one position: its
    // others are copies.
    private sealed unsafe class Kernel(CpuBinding binding) : CpuOperation(binding, CpuLayout.Blocked)
    {
        public override bool CanAdd => true;

        protected override void RunForward()
        {
            int channel = 0;
            foreach (CpuBuffer part in Binding.Inputs)
            {
                if (!part.IsPartOf(Binding.Output, channel))
                    ValueCopy.Pass(part.Blocked, Slice(Binding.Output.Blocked, channel, part), add: false);
                channel += part.Shape.Channels;
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            int channel = 0;
            for (int i = 0; i < gradients.Inputs.Length; i++)
            {
                if (gradients.Output(0) is { } whole && gradients.Input(i) is { } part && !part.IsPartOf(whole, channel))
                    ValueCopy.Pass(Slice(whole.Blocked, channel, part), part.Blocked, gradients.Inputs[i].Add);
                channel += Binding.Inputs[i].Shape.Channels;
            }
        }

        private static BlockedView Slice(BlockedView whole, int channel, CpuBuffer part) =>
            new(
                whole.Pointer + (nint)channel * whole.Height * whole.Width, whole.ImageStride, whole.Number, part.Shape.Channels,
                whole.Height, whole.Width);
    }
}
