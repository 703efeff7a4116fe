using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.AbsVal"/>.</summary>
internal static class AbsVal
{
    public static CpuOperation Prepare(Operations.AbsVal absVal, CpuBinding binding) =>
        new SimdElementwise<Function>(binding, new Function());

    private readonly struct Function : IElementwise
    {
        public static bool IsRectifier => false;

        public Vector<float> Value(Vector<float> x) => Vector.Abs(x);

        public Vector<float> Derivative(Vector<float> x, Vector<float> y)
        {
            Vector<float> notPositive = Vector.ConditionalSelect(
                Vector.LessThan(x, Vector<float>.Zero), -Vector<float>.One, Vector<float>.Zero);
            return Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, notPositive);
        }
    }
}
