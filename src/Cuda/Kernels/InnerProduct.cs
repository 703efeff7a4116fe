using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>cuBLAS for <see cref="Operations.InnerProduct"/>.</summary>
internal static class InnerProduct
{
    public static CudaOperation Prepare(Operations.InnerProduct product, CudaBinding binding) =>
        new FusedInnerProduct(product, rectifier: null, binding);
}
