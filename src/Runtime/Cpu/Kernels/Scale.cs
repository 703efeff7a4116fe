using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Scale
{
    internal override unsafe CpuOperation PrepareSimd(CpuBinding binding)
    {
        if (binding.Inputs.Length == 1 && Axis == 1 && binding.Input.Shape.Rank == 4 && binding.Weights[0].Shape.Count == binding.Input.Shape.Channels)
            return Chain.Affine(this, binding);
        BroadcastTerm factor = BroadcastTerm.Of(binding, Axis);
        Action<CpuBuffer, CpuBuffer?[]>? factorGradient = binding.Inputs.Length < 2 ? null : (outputGradient, inputGradients) =>
        {
            if (inputGradients[1] is { } gradient)
                factor.SumInto(gradient.Span, outputGradient.Span, binding.Input.Span);
        };
        return Bias
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
