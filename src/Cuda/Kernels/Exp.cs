using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Exp"/>.</summary>
internal static class Exp
{
    public static PreparedOperation Prepare(Operations.Exp exp, CudaBinding binding) =>
        new Elementwise(ElementFunction.Exp, binding, exp.Base == -1 ? 1 : Math.Log(exp.Base), exp.Scale, exp.Shift);
}
