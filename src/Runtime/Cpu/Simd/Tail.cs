using System.Numerics;

namespace CaffeSharpGen.Cpu;

/// <summary>The last elements of an array, fewer than fill a vector; the others are 0.</summary>
internal static unsafe class Tail
{
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
