using System.Numerics;
using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>Arithmetic on rows of numbers.</summary>
internal static unsafe class Rows
{
    /// <summary>into[i] += from[i].</summary>
    public static void Add(float* into, float* from, int count) => Sum.AddTo(new Span<float>(into, count), new ReadOnlySpan<float>(from, count));

    /// <summary>into[i] += from[i]·factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(float* into, float* from, float factor, int count)
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Store(Vector.FusedMultiplyAdd(Vector.Load(from + i), new Vector<float>(factor), Vector.Load(into + i)), into + i);
        for (; i < count; i++)
            into[i] = MathF.FusedMultiplyAdd(from[i], factor, into[i]);
    }
}
