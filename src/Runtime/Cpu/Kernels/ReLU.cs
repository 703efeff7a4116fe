using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.ReLU"/>.</summary>
internal static class ReLU
{
    // A leaky one with a largest value has three derivatives, which no bit tells apart; public networks have none.
    public static CpuOperation Prepare(Operations.ReLU relu, CpuBinding binding) =>
        relu.HasTwoDerivatives ? FusedOperations.Rectify(relu, binding) : Reference.ReLU.Prepare(relu, binding);
}
