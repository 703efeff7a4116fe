using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.AbsVal"/>.</summary>
internal static class AbsVal
{
    public static PreparedOperation Prepare(Operations.AbsVal absVal, CudaBinding binding) =>
        new Elementwise(ElementFunction.AbsVal, binding);
}
