using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.HardSigmoid"/>.</summary>
internal static class HardSigmoid
{
    public static PreparedOperation Prepare(Operations.HardSigmoid hardSigmoid, CudaBinding binding) =>
        new Elementwise(ElementFunction.HardSigmoid, binding, hardSigmoid.Alpha, hardSigmoid.Beta);
}
