using System.Numerics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>Arithmetic on rows of numbers.</summary>
internal static unsafe class Rows
{
    /// <summary>into[i] += from[i].</summary>
    public static void Add(float* into, float* from, int count) =>
        Sum.AddTo(new Span<float>(into, count), new ReadOnlySpan<float>(from, count));

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

    /// <summary>to[i] = f(a[i], b[i]); the arrays may be the same.</summary>
    public static void Map<TFunction>(float* a, float* b, float* to, int count, TFunction function)
        where TFunction : struct, IRowFunction
    {
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Store(function.Of(Vector.Load(a + i), Vector.Load(b + i)), to + i);
        for (; i < count; i++)
            to[i] = function.Of(a[i], b[i]);
    }
}

/// <summary>A function of two numbers. A struct, so that the loop is compiled for it.</summary>
internal interface IRowFunction
{
    /// <summary>Of vectors of numbers.</summary>
    Vector<float> Of(Vector<float> a, Vector<float> b);

    /// <summary>Of those at the end of a row, which fill no vector.</summary>
    float Of(float a, float b);
}

/// <summary>Products with a number.</summary>
internal readonly struct Scaled(float factor) : IRowFunction
{
    public Vector<float> Of(Vector<float> a, Vector<float> unused) => a * factor;

    public float Of(float a, float unused) => a * factor;
}
