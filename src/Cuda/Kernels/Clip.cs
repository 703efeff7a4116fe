using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Clip"/>.</summary>
internal static class Clip
{
    public static PreparedOperation Prepare(Operations.Clip clip, CudaBinding binding) =>
        new Elementwise(ElementFunction.Clip, binding, clip.Min, clip.Max);
}
