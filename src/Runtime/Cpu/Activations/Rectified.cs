using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Activations;

/// <summary>Gradients through a rectifier of which the signs are known.</summary>
internal static class Rectified<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>The gradient that leaves a rectifier towards its input (<see cref="ReluRule"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Through(ReluRule rule, TVector gradient, uint bits, TVector slope)
    {
        if (rule == ReluRule.Deconv)
            return TVector.WherePositive(gradient, gradient, TVector.Zero);
        TVector through = TVector.WhereBits(bits, gradient, TVector.Multiply(gradient, slope));
        return rule == ReluRule.Guided ? TVector.WherePositive(gradient, through, TVector.Zero) : through;
    }
}
