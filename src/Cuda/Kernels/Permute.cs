using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Permute"/>.</summary>
internal static class Permute
{
    /// <summary>Null for more axes than the kernel takes.</summary>
    public static PreparedOperation? Prepare(Operations.Permute permute, CudaBinding binding) =>
        permute.Order.Length <= StridedOperation.MostAxes ? new Permuted(permute, binding) : null;

    private sealed class Permuted(Operations.Permute permute, CudaBinding binding) : StridedOperation(binding)
    {
        protected override int Axes => permute.Order.Length;

        protected override StridedAxis AxisOf(int axis, long inputImage, long outputImage) => new(
            Binding.Output.Shape[axis], StrideOf(Binding.Input.Shape, permute.Order[axis], inputImage),
            StrideOf(Binding.Output.Shape, axis, outputImage));
    }
}
