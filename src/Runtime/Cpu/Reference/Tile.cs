using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Tile"/>.</summary>
internal static class Tile
{
    public static CpuOperation Prepare(Operations.Tile tile, CpuBinding binding) => new Kernel(tile, binding);

    private sealed class Kernel(Operations.Tile tile, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int length = binding.Input.Shape.CountFrom(tile.Axis);

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int start = 0; start < x.Length; start += length)
            {
                Span<float> copies = y.Slice(start * tile.Tiles, length * tile.Tiles);
                if (length == 1)
                    copies.Fill(x[start]);
                for (int copy = 0; copy < tile.Tiles && length > 1; copy++)
                    x.Slice(start, length).CopyTo(copies[(copy * length)..]);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < dx.Length; i++)
            {
                double sum = 0;
                for (int copy = 0; copy < tile.Tiles; copy++)
                    sum += dy[(i / length * tile.Tiles + copy) * length + i % length];
                dx[i] = (float)sum;
            }
        }
    }
}
