using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.PixelShuffle"/>.</summary>
internal static class PixelShuffle
{
    public static PreparedOperation Prepare(Operations.PixelShuffle shuffle, CudaBinding binding) => new Shuffled(shuffle.Factor, binding);

    // Images, channels of the output, rows of the input, rows of a block, columns of the input, columns of a block.
    private sealed class Shuffled(int factor, CudaBinding binding) : StridedOperation(binding)
    {
        protected override int Axes => 6;

        protected override StridedAxis AxisOf(int axis, long inputImage, long outputImage)
        {
            Shape input = Binding.Input.Shape, output = Binding.Output.Shape;
            long inputPlane = input.CountFrom(2), width = output.Width;
            return axis switch
            {
                0 => new StridedAxis(input.BatchSize, inputImage, outputImage),
                1 => new StridedAxis(output.Channels, inputPlane * factor * factor, output.CountFrom(2)),
                2 => new StridedAxis(input.Height, input.Width, factor * width),
                3 => new StridedAxis(factor, inputPlane * factor, width),
                4 => new StridedAxis(input.Width, 1, factor),
                _ => new StridedAxis(factor, inputPlane, 1),
            };
        }
    }
}
