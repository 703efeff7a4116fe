using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Bias
{
    internal override unsafe CpuOperation PrepareSimd(CpuBinding binding)
    {
        if (binding.Inputs.Length == 1 && Axis == 1 && binding.Input.Shape.Rank == 4 && binding.Weights[0].Shape.Count == binding.Input.Shape.Channels)
            return Chain.Affine(this, binding);
        BroadcastTerm term = BroadcastTerm.Of(binding, Axis);
        Action<CpuBuffer, CpuBuffer?[]>? termGradient = binding.Inputs.Length < 2 ? null : (outputGradient, inputGradients) =>
        {
            if (inputGradients[1] is { } gradient)
                term.SumInto(gradient.Span, outputGradient.Span, factors: []);
        };
        return new SimdBroadcast<Addition>(binding, term.Layout, term.Pointer, term.Pointer, termGradient);
    }

    private readonly struct Addition : IBroadcast
    {
        public static Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q) => x + p;

        public static Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q) => dy;
    }
}
