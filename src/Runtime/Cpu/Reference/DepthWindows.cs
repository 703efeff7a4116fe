using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.DepthWindows"/>.</summary>
internal static class DepthWindows
{
    public static CpuOperation Prepare(Operations.DepthWindows windows, CpuBinding binding) => new Kernel(windows, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.DepthWindows windows;
        private readonly int channels;
        private readonly int depth;
        private readonly int rest;
        private readonly int cutDepth;

        public Kernel(Operations.DepthWindows windows, CpuBinding binding) : base(binding)
        {
            this.windows = windows;
            (CpuBuffer whole, CpuBuffer cut) =
                windows.IsTransposed ? (binding.Output, binding.Input) : (binding.Input, binding.Output);
            (channels, depth, rest) = (whole.Shape[1], whole.Shape[2], whole.Shape.CountFrom(3));
            cutDepth = cut.Shape.Count / (whole.Shape[0] * channels * windows.Kernel * rest);
        }

        protected override void RunForward()
        {
            if (windows.IsTransposed)
                AddUp(Binding.Input.Span, Binding.Output.Span);
            else
                Cut(Binding.Input.Span, Binding.Output.Span);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            if (windows.IsTransposed)
                Cut(outputGradient.Span, inputGradient.Span);
            else
                AddUp(outputGradient.Span, inputGradient.Span);
        }

        private void Cut(ReadOnlySpan<float> whole, Span<float> cut)
        {
            for (int row = 0; row < cut.Length / rest; row++)
            {
                Span<float> to = cut.Slice(row * rest, rest);
                if (RowOf(row) is int from and >= 0)
                    whole.Slice(from * rest, rest).CopyTo(to);
                else
                    to.Clear();
            }
        }

        private void AddUp(ReadOnlySpan<float> cut, Span<float> whole)
        {
            whole.Clear();
            for (int row = 0; row < cut.Length / rest; row++)
            {
                if (RowOf(row) is int to and >= 0)
                    Sum.AddTo(whole.Slice(to * rest, rest), cut.Slice(row * rest, rest));
            }
        }

        // The row that one of the windows repeats; −1 for none.
        private int RowOf(int row)
        {
            int k = row % windows.Kernel, c = row / windows.Kernel % channels, image = row / (windows.Kernel * channels);
            int d = image % cutDepth * windows.Stride - windows.Pad + k * windows.Dilation;
            return (uint)d < (uint)depth ? (image / cutDepth * channels + c) * depth + d : -1;
        }
    }
}
