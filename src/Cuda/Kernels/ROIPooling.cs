using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ROIPooling"/>.</summary>
internal static class ROIPooling
{
    public static PreparedOperation Prepare(Operations.ROIPooling pooling, CudaBinding binding) =>
        new RegionPooling<RoiPoolKernel, RoiPoolGradientKernel>(
            (pooling.PooledH, pooling.PooledW), pooling.SpatialScale, hasMaxima: true, binding);
}
