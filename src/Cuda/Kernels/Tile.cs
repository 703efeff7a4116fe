using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Tile"/>.</summary>
internal static class Tile
{
    public static PreparedOperation Prepare(Operations.Tile tile, CudaBinding binding) => new Tiled(tile, binding);

    // The axes are those of the images, the axes before the one of the copies, the copies, and the rest; or the copies and the images.
    private sealed class Tiled(Operations.Tile tile, CudaBinding binding) : StridedOperation(binding)
    {
        private readonly int length = binding.Input.Shape.CountFrom(Math.Max(tile.Axis, 1));

        protected override int Axes => tile.Axis == 0 ? 3 : 4;

        protected override StridedAxis AxisOf(int axis, long inputImage, long outputImage) => (tile.Axis == 0, axis) switch
        {
            (true, 0) => new StridedAxis(tile.Tiles, 0, Binding.Input.Images * outputImage),
            (true, 1) or (false, 0) => new StridedAxis(Binding.Input.Images, inputImage, outputImage),
            (false, 1) => new StridedAxis(Binding.Input.Shape.CountBetween(1, tile.Axis), length, (long)length * tile.Tiles),
            (false, 2) => new StridedAxis(tile.Tiles, 0, length),
            _ => new StridedAxis(length, 1, 1),
        };
    }
}
