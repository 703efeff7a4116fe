using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Clip"/>.</summary>
internal static class Clip
{
    public static CpuOperation Prepare(Operations.Clip clip, CpuBinding binding) =>
        new SimdElementwise<Function>(binding, new Function(clip.Min, clip.Max));

    private readonly struct Function(float min, float max) : IElementwise
    {
        public static bool IsRectifier => false;

        public Vector<float> Value(Vector<float> x)
        {
            Vector<float> least = new(min), most = new(max);
            Vector<float> limited = Vector.ConditionalSelect(Vector.LessThan(most, x), most, x);
            return Vector.ConditionalSelect(Vector.LessThan(least, limited), limited, least);
        }

        public Vector<float> Derivative(Vector<float> x, Vector<float> y) => Vector.ConditionalSelect(
            Vector.GreaterThanOrEqual(x, new Vector<float>(min)) & Vector.LessThanOrEqual(x, new Vector<float>(max)),
            Vector<float>.One, Vector<float>.Zero);
    }
}
