using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Scale"/>.</summary>
internal static class Scale
{
    public static unsafe CpuOperation Prepare(Operations.Scale scale, CpuBinding binding)
    {
        if (binding.Inputs.Length == 1 && scale.Axis == 1 && binding.Input.Shape.Rank == 4
            && binding.Weights[0].Shape.Count == binding.Input.Shape.Channels)
            return FusedOperations.ScaleShift(scale, binding);
        BroadcastParameter factor = BroadcastParameter.Of(binding, scale.Axis);
        Action<CpuBuffer, CpuBuffer>? factorGradient = binding.Inputs.Length < 2
            ? null
            : (outputGradient, gradient) => factor.SumInto(gradient.Span, outputGradient.Span, binding.Input.Span);
        return scale.Bias
            ? new SimdBroadcast<WithBias>(binding, factor.Layout, factor.Pointer, binding.Weights[^1].Pointer, factorGradient)
            : new SimdBroadcast<WithoutBias>(binding, factor.Layout, factor.Pointer, factor.Pointer, factorGradient);
    }

    private readonly struct WithBias : IBroadcast
    {
        public static Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q) => x * p + q;

        public static Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q) => dy * p;
    }

    private readonly struct WithoutBias : IBroadcast
    {
        public static Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q) => x * p;

        public static Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q) => dy * p;
    }
}
