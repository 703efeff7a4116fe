using System.Numerics;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>Vectors near the end of an array: the last may have fewer elements than fill it, the others are 0.</summary>
internal static unsafe class Tail
{
    /// <summary>A whole vector if as many elements are left, else what is left.</summary>
    public static Vector<float> LoadUpTo(float* from, int left) => left >= Vector<float>.Count ? Vector.Load(from) : Load(from, left);

    /// <summary>Stores a whole vector if as many elements are left, else what is left.</summary>
    public static void StoreUpTo(Vector<float> vector, float* to, int left)
    {
        if (left >= Vector<float>.Count)
            Vector.Store(vector, to);
        else
            Store(vector, to, left);
    }

    public static Vector<float> Load(float* from, int count)
    {
        Vector<float> vector = default;
        for (int i = 0; i < count; i++)
            vector = vector.WithElement(i, from[i]);
        return vector;
    }

    public static void Store(Vector<float> vector, float* to, int count)
    {
        for (int i = 0; i < count; i++)
            to[i] = vector[i];
    }
}
