using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.PixelShuffle"/>.</summary>
internal static class PixelShuffle
{
    public static CpuOperation Prepare(Operations.PixelShuffle shuffle, CpuBinding binding) => new Kernel(shuffle, binding);

    private sealed class Kernel(Operations.PixelShuffle shuffle, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Output.Shape.Count; i++)
                Binding.Output.Span[i] = Binding.Input.Span[Source(i)];
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            for (int i = 0; i < outputGradient.Shape.Count; i++)
                inputGradient.Span[Source(i)] = outputGradient.Span[i];
        }

        private int Source(int output)
        {
            Shape shape = Binding.Output.Shape;
            int r = shuffle.Factor, x = output % shape.Width, y = output / shape.Width % shape.Height;
            int plane = output / (shape.Width * shape.Height);
            int channel = (plane * r + y % r) * r + x % r;
            return (channel * (shape.Height / r) + y / r) * (shape.Width / r) + x / r;
        }
    }
}
