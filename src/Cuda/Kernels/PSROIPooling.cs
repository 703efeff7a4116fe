using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.PSROIPooling"/>.</summary>
internal static class PSROIPooling
{
    public static PreparedOperation Prepare(Operations.PSROIPooling pooling, CudaBinding binding) =>
        new RegionPooling<PsRoiPoolKernel, PsRoiPoolGradientKernel>(
            (pooling.GroupSize, pooling.GroupSize), pooling.SpatialScale, hasMaxima: false, binding);
}
