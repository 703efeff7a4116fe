using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.MVN"/>.</summary>
internal static class MVN
{
    public static PreparedOperation Prepare(Operations.MVN mvn, CudaBinding binding)
    {
        AxisVectors vectors = AxisVectors.From(binding.Input.Shape, mvn.AcrossChannels ? 1 : 2);
        return mvn.NormalizeVariance
            ? new AxisOperation<MvnKernel, MvnGradientKernel>(vectors, isAcross: false, mvn.Eps, readsOutput: false, binding)
            : new AxisOperation<LessMeanKernel, LessMeanGradientKernel>(vectors, isAcross: false, 0, readsOutput: false, binding);
    }
}
