using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ELU"/>.</summary>
internal static class ELU
{
    public static PreparedOperation Prepare(Operations.ELU elu, CudaBinding binding) =>
        new Elementwise(ElementFunction.ELU, binding, elu.Alpha);
}
