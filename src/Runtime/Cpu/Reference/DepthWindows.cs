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
        private readonly int outputDepth;

        public Kernel(Operations.DepthWindows windows, CpuBinding binding) : base(binding)
        {
            this.windows = windows;
            Shape input = binding.Input.Shape;
            (channels, depth, rest) = (input[1], input[2], input.CountFrom(3));
            outputDepth = binding.Output.Shape.Count / (input[0] * channels * windows.Kernel * rest);
        }

        protected override void RunForward()
        {
            Span<float> output = Binding.Output.Span;
            for (int row = 0; row < output.Length / rest; row++)
            {
                Span<float> to = output.Slice(row * rest, rest);
                if (Source(row) is int from and >= 0)
                    Binding.Input.Span.Slice(from * rest, rest).CopyTo(to);
                else
                    to.Clear();
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            for (int row = 0; row < outputGradient.Shape.Count / rest; row++)
            {
                if (Source(row) is int from and >= 0)
                    Sum.AddTo(inputGradient.Span.Slice(from * rest, rest), outputGradient.Span.Slice(row * rest, rest));
            }
        }

        // The row of the input that one of the output repeats; −1 for none.
        private int Source(int row)
        {
            int k = row % windows.Kernel, c = row / windows.Kernel % channels, image = row / (windows.Kernel * channels);
            int d = image % outputDepth * windows.Stride - windows.Pad + k * windows.Dilation;
            return (uint)d < (uint)depth ? (image / outputDepth * channels + c) * depth + d : -1;
        }
    }
}
