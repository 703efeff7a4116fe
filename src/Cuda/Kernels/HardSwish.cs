using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.HardSwish"/>.</summary>
internal static class HardSwish
{
    public static PreparedOperation Prepare(Operations.HardSwish hardSwish, CudaBinding binding) =>
        new Elementwise(ElementFunction.HardSwish, binding);
}
