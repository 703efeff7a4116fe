namespace CaffeSharpGen.DeviceCheck.Networks;

/// <summary>How far apart two results are. NaN wherever one of them is not a number: no limit holds for that.</summary>
internal static class Agreement
{
    /// <summary>The largest difference, relative to the largest expected magnitude.</summary>
    public static double OfLargest(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        RequireEqualLengths(expected, found);
        double largest = 0, worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)expected[i]));
            worst = Math.Max(worst, Math.Abs((double)expected[i] - found[i]));
        }
        return worst == 0 ? 0 : worst / largest;
    }

    /// <summary>The norm of the difference, relative to that of the expected values; infinite if all of them are zero, which shows nothing.</summary>
    public static double OfNorm(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        RequireEqualLengths(expected, found);
        double sum = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            sum += (double)expected[i] * expected[i];
            difference += ((double)expected[i] - found[i]) * ((double)expected[i] - found[i]);
        }
        return sum == 0 ? double.PositiveInfinity : Math.Sqrt(difference / sum);
    }

    /// <summary>Whether an error is within a limit; no NaN is.</summary>
    public static bool IsWithin(double error, double limit) => error <= limit;

    private static void RequireEqualLengths(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        if (expected.Length != found.Length)
            throw new InvalidOperationException($"the results have {expected.Length} and {found.Length} elements");
    }
}
