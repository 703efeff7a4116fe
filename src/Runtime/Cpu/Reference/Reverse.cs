using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Reverse"/>.</summary>
internal static class Reverse
{
    public static CpuOperation Prepare(Operations.Reverse reverse, CpuBinding binding) => new Kernel(reverse, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly bool[] isTurned;

        public Kernel(Operations.Reverse reverse, CpuBinding binding) : base(binding)
        {
            isTurned = new bool[binding.Input.Shape.Rank];
            foreach (int axis in reverse.Axes)
                isTurned[axis] = true;
        }

        protected override void RunForward() => Turn(Binding.Input.Span, Binding.Output.Span);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is { } inputGradient && gradients.Output(0) is { } outputGradient)
                Turn(outputGradient.Span, inputGradient.Span);
        }

        // Rows along the last axis keep together.
        private void Turn(ReadOnlySpan<float> from, Span<float> to)
        {
            int row = isTurned.Length == 0 ? 1 : Binding.Input.Shape[^1];
            for (int r = 0; r < from.Length / row; r++)
            {
                Span<float> target = to.Slice(Other(r) * row, row);
                from.Slice(r * row, row).CopyTo(target);
                if (isTurned.Length > 0 && isTurned[^1])
                    target.Reverse();
            }
        }

        // The row whose contents row r gets.
        private int Other(int r)
        {
            int other = 0, stride = 1;
            for (int axis = isTurned.Length - 2; axis >= 0; axis--)
            {
                int length = Binding.Input.Shape[axis], index = r % length;
                other += (isTurned[axis] ? length - 1 - index : index) * stride;
                r /= length;
                stride *= length;
            }
            return other;
        }
    }
}
