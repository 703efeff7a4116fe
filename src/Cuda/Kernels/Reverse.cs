using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Reverse"/>.</summary>
internal static class Reverse
{
    /// <summary>Null for more axes than the kernel takes.</summary>
    public static PreparedOperation? Prepare(Operations.Reverse reverse, CudaBinding binding) =>
        binding.Input.Shape.Rank <= StridedOperation.MostAxes ? new Turned(reverse, binding) : null;

    private sealed class Turned : StridedOperation
    {
        private readonly bool[] isTurned;

        public Turned(Operations.Reverse reverse, CudaBinding binding) : base(binding)
        {
            isTurned = new bool[binding.Input.Shape.Rank];
            foreach (int axis in reverse.Axes)
                isTurned[axis] = true;
        }

        protected override int Axes => isTurned.Length;

        protected override StridedAxis AxisOf(int axis, long inputImage, long outputImage)
        {
            Shape shape = Binding.Input.Shape;
            long stride = StrideOf(shape, axis, inputImage);
            return new StridedAxis(shape[axis], isTurned[axis] ? -stride : stride, StrideOf(shape, axis, outputImage));
        }

        // The last position of each axis that is turned around.
        protected override long StartOf(long inputImage)
        {
            long start = 0;
            for (int axis = 0; axis < isTurned.Length; axis++)
                start += isTurned[axis] ? (Binding.Input.Shape[axis] - 1) * StrideOf(Binding.Input.Shape, axis, inputImage) : 0;
            return start;
        }
    }
}
