using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.LanguageRuns;

/// <summary>Vectors of random weights.</summary>
internal static class RandomNumbers
{
    // What neuraltalk2's LSTM begins with is about as large.
    private const float Largest = 0.08f;

    /// <summary>A vector.</summary>
    public static float[] Vector(Random random, long length)
    {
        var numbers = new float[length];
        foreach (ref float number in numbers.AsSpan())
            number = (float)(random.NextDouble() * 2 - 1) * Largest;
        return numbers;
    }

    /// <summary>The same as a tensor of its own.</summary>
    public static Torch7Tensor Tensor(Random random, params ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (long size in sizes)
            count *= size;
        return Torch7Tensor.Copy<float>(Vector(random, count), sizes);
    }
}
