using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Log"/>.</summary>
internal static class Log
{
    public static PreparedOperation Prepare(Operations.Log log, CudaBinding binding) =>
        new Elementwise(ElementFunction.Log, binding, log.Base == -1 ? 1 : Math.Log(log.Base), log.Scale, log.Shift);
}
