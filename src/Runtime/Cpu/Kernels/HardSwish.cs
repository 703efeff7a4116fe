using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.HardSwish"/>.</summary>
internal static class HardSwish
{
    public static CpuOperation Prepare(Operations.HardSwish hardSwish, CpuBinding binding) =>
        new SimdElementwise<Function>(binding, new Function());

    private readonly struct Function : IElementwise
    {
        private static readonly Vector<float> Three = new(3), Six = new(6);

        public static bool IsRectifier => false;

        public Vector<float> Value(Vector<float> x) => x * Vector.Min(Vector.Max(x + Three, Vector<float>.Zero), Six) / Six;

        public Vector<float> Derivative(Vector<float> x, Vector<float> y) => Vector.ConditionalSelect(
            Vector.GreaterThanOrEqual(x, Three), Vector<float>.One,
            Vector.ConditionalSelect(Vector.GreaterThan(x, -Three), (x + x + Three) / Six, Vector<float>.Zero));
    }
}
