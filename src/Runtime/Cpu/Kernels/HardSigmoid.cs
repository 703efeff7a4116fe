using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.HardSigmoid"/>.</summary>
internal static class HardSigmoid
{
    public static CpuOperation Prepare(Operations.HardSigmoid hardSigmoid, CpuBinding binding) =>
        new SimdElementwise<Function>(binding, new Function(hardSigmoid.Alpha, hardSigmoid.Beta));

    private readonly struct Function(float alpha, float beta) : IElementwise
    {
        public static bool IsRectifier => false;

        public Vector<float> Value(Vector<float> x) =>
            Vector.Min(Vector.Max(x * alpha + new Vector<float>(beta), Vector<float>.Zero), Vector<float>.One);

        public Vector<float> Derivative(Vector<float> x, Vector<float> y) => Vector.ConditionalSelect(
            Vector.GreaterThan(y, Vector<float>.Zero) & Vector.LessThan(y, Vector<float>.One), new Vector<float>(alpha),
            Vector<float>.Zero);
    }
}
