using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Bias"/>.</summary>
internal static class Bias
{
    public static unsafe CpuOperation Prepare(Operations.Bias bias, CpuBinding binding)
    {
        if (binding.Inputs.Length == 1 && bias.Axis == 1 && binding.Input.Shape.Rank == 4
            && binding.Weights[0].Shape.Count == binding.Input.Shape.Channels)
            return FusedOperations.ScaleShift(bias, binding);
        BroadcastParameter term = BroadcastParameter.Of(binding, bias.Axis);
        Action<CpuBuffer, CpuBuffer>? termGradient = binding.Inputs.Length < 2
            ? null
            : (outputGradient, gradient) => term.SumInto(gradient.Span, outputGradient.Span, factors: []);
        return new SimdBroadcast<Addition>(binding, term.Layout, term.Pointer, term.Pointer, termGradient);
    }

    private readonly struct Addition : IBroadcast
    {
        public static Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q) => x + p;

        public static Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q) => dy;
    }
}
