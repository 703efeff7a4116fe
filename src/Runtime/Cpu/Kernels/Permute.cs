using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// <see cref="Operations.Permute"/> by runs and tiles. What moves channels to the end (SSD's heads) reads blocks of 16 channels as they
/// are.
/// </summary>
internal static class Permute
{
    public static CpuOperation Prepare(Operations.Permute permute, CpuBinding binding) => new Kernel(permute.Order, binding);

    private sealed unsafe class Kernel : CpuOperation
    {
        private readonly bool readsBlocks;
        private readonly Transposition forward;
        private readonly Transposition backward;
        private readonly Action<int, int> rowToEnd;

        public Kernel(EquatableArray<int> order, CpuBinding binding) : base(binding)
        {
            Shape input = binding.Input.Shape;
            readsBlocks = input.Rank == 4 && order == [0, 2, 3, 1] && input.Channels >= BlockedView.Lanes;
            var inverse = new int[order.Length];
            for (int axis = 0; axis < inverse.Length; axis++)
                inverse[order[axis]] = axis;
            forward = new Transposition(input, order, binding.Workers);
            backward = new Transposition(binding.Output.Shape, [.. inverse], binding.Workers);
            rowToEnd = RowToEnd;
        }

        protected override void EnsureLayout(CpuBuffer input) => input.EnsureLayout(readsBlocks ? CpuLayout.Blocked : CpuLayout.Plain);

        protected override void RunForward()
        {
            if (readsBlocks)
                Binding.Workers.For(Binding.Input.Shape.BatchSize * Binding.Input.Shape.Height, rowToEnd);
            else
                forward.Run(Binding.Input.Pointer, Binding.Output.Pointer);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is { } inputGradient && gradients.Output(0) is { } outputGradient)
                backward.Run(outputGradient.Pointer, inputGradient.Pointer);
        }

        // A row of positions, each of which gets its channels side by side.
        private void RowToEnd(int row, int worker)
        {
            BlockedView x = Binding.Input.Blocked;
            int image = row / x.Height, line = row % x.Height;
            float* to = Binding.Output.Pointer + (nint)row * x.Width * x.Channels;
            for (int block = 0; block < x.Blocks; block++)
            {
                float* from = x.Block(image, block) + (nint)line * x.Width * BlockedView.Lanes;
                int channel = block * BlockedView.Lanes, lanes = Math.Min(BlockedView.Lanes, x.Channels - channel);
                for (nint column = 0; column < x.Width; column++)
                {
                    var lane = new ReadOnlySpan<float>(from + column * BlockedView.Lanes, lanes);
                    lane.CopyTo(new Span<float>(to + column * x.Channels + channel, lanes));
                }
            }
        }
    }
}
