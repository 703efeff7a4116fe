namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Comparison of numbers some of which may not be finite.</summary>
internal static class Near
{
    /// <summary>Asserts equal infinities and NaN, and |a − b| ≤ tolerance · max|a| for the others.</summary>
    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, double tolerance, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        double largest = 0;
        foreach (float value in expected)
            largest = float.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        for (int i = 0; i < expected.Length; i++)
        {
            bool isEqual = float.IsFinite(expected[i])
                ? Math.Abs((double)expected[i] - found[i]) <= tolerance * largest
                : expected[i].Equals(found[i]);
            Assert.True(isEqual, $"{what}: at {i} of {expected.Length} expected {expected[i]}, found {found[i]}; the largest is {largest:g3}");
        }
    }
}
