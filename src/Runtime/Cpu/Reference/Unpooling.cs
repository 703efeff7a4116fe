using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Unpooling"/>.</summary>
internal static class Unpooling
{
    public static CpuOperation Prepare(Operations.Unpooling unpooling, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int inputPlane = binding.Input.Shape.CountFrom(2);
        private readonly int outputPlane = binding.Output.Shape.CountFrom(2);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            y.Clear();
            for (int i = 0; i < x.Length; i++)
            {
                int position = Position(i);
                if (position >= 0)
                    y[i / inputPlane * outputPlane + position] = x[i];
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            gradients.Input(1)?.Span.Clear();
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            Span<float> dx = inputGradient.Span;
            ReadOnlySpan<float> dy = outputGradient.Span;
            // Whose value stayed in each place of a plane, with 1 added.
            int[] owners = new int[outputPlane];
            for (int plane = 0; plane < dx.Length / Math.Max(inputPlane, 1); plane++)
            {
                int first = plane * inputPlane;
                Array.Clear(owners);
                for (int i = first; i < first + inputPlane; i++)
                {
                    if (Position(i) is >= 0 and var position)
                        owners[position] = i + 1;
                }
                for (int i = first; i < first + inputPlane; i++)
                    dx[i] = Position(i) is >= 0 and var position && owners[position] == i + 1 ? dy[plane * outputPlane + position] : 0;
            }
        }

        private int Position(int i)
        {
            float given = Binding.Inputs[1].Span[i];
            // As Caffe, towards 0; −1 is what pooling gives where a window has no maximum.
            if (given > -1 && given < outputPlane)
                return (int)given;
            if (given == -1)
                return -1;
            Shape shape = Binding.Output.Shape;
            throw new InvalidOperationException(
                $"unpooling finds the position {given} in element {i} of its mask; expected 0 … {outputPlane - 1}, "
                + $"as its top has planes of {shape.Height}×{shape.Width}: "
                + "it has to be as large as the bottom of the pooling layer that made the mask");
        }
    }
}
