using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.BroadcastTo"/>.</summary>
internal static class BroadcastTo
{
    /// <summary>Null for more axes than the kernel takes.</summary>
    public static PreparedOperation? Prepare(Operations.BroadcastTo broadcast, CudaBinding binding) =>
        binding.Output.Shape.Rank <= StridedOperation.MostAxes ? new Repeated(binding) : null;

    private sealed class Repeated(CudaBinding binding) : StridedOperation(binding)
    {
        protected override int Axes => Binding.Output.Shape.Rank;

        protected override StridedAxis AxisOf(int axis, long inputImage, long outputImage)
        {
            Shape input = Binding.Input.Shape, output = Binding.Output.Shape;
            int own = axis - (output.Rank - input.Rank);
            bool repeats = own < 0 || (input[own] == 1 && output[axis] != 1);
            return new StridedAxis(
                output[axis], repeats ? 0 : StrideOf(input, own, inputImage), StrideOf(output, axis, outputImage));
        }
    }
}
