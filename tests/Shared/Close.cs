namespace CaffeSharpGen.Tests;

/// <summary>Comparison of numbers with oracles.</summary>
public static class Close
{
    /// <summary>Asserts max|a-b| ≤ tolerance × max|b| (relative to the largest expected magnitude).</summary>
    public static void Relative(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0, worst = 0;
        int at = -1;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            double difference = Math.Abs((double)expected[i] - actual[i]);
            if (!(difference <= worst)) { worst = difference; at = i; }
        }
        Assert.True(worst <= tolerance * Math.Max(largest, double.Epsilon),
            $"{what}: at {at} expected {(at < 0 ? 0 : expected[at])}, found {(at < 0 ? 0 : actual[at])}; |difference| {worst:g3} of largest {largest:g3}, allowed ratio {tolerance:g3}");
    }

    /// <summary>Root mean square of the difference divided by that of the expected values.</summary>
    public static double RelativeRms(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double sum = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            sum += (double)expected[i] * expected[i];
            difference += ((double)expected[i] - actual[i]) * ((double)expected[i] - actual[i]);
        }
        return Math.Sqrt(difference / Math.Max(sum, double.Epsilon));
    }
}
