using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Threshold"/>.</summary>
internal static class Threshold
{
    public static CpuOperation Prepare(Operations.Threshold threshold, CpuBinding binding) =>
        new SimdElementwise<Function>(binding, new Function(threshold.Limit));

    private readonly struct Function(float limit) : IElementwise
    {
        public static bool IsRectifier => false;

        public Vector<float> Value(Vector<float> x) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<float>(limit)), Vector<float>.One, Vector<float>.Zero);

        public Vector<float> Derivative(Vector<float> x, Vector<float> y) => Vector<float>.Zero;
    }
}
