using CaffeSharpGen.RandomNetworks.Actions;

namespace CaffeSharpGen.RandomNetworks.Oracles;

/// <summary>Comparison of elements.</summary>
internal static class Comparison
{
    /// <summary>Bit for bit; any NaN equals any other.</summary>
    public static void Equal(string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]) && !(float.IsNaN(expected[i]) && float.IsNaN(actual[i])))
                throw Different(expected[i] == actual[i] ? kind + ", sign of zero" : kind, what, i, expected, actual);
        }
    }

    // Numbers this small have few digits left.
    private const double Smallest = 1e-37;

    /// <summary>Within a tolerance; infinities and NaN where the oracle has them and nowhere else.</summary>
    public static void Near(string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i]) || expected[i] == actual[i])
                continue;
            if (!(Math.Abs((double)expected[i] - actual[i]) <= tolerance + Smallest) || !float.IsFinite(expected[i]) || !float.IsFinite(actual[i]))
                throw Different(kind, $"{what} (tolerance {tolerance:g3})", i, expected, actual);
        }
    }

    /// <summary>The largest finite magnitude.</summary>
    public static double Largest(ReadOnlySpan<float> values)
    {
        double largest = 0;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
                largest = Math.Max(largest, Math.Abs(value));
        }
        return largest;
    }

    private static Disagreement Different(string kind, string what, int at, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) => new(kind,
        $"{kind}: {what}: element {at} of {expected.Length} is {Show(actual[at])}, expected {Show(expected[at])}\n  expected {Show(expected, at)}\n  got      {Show(actual, at)}");

    private static string Show(ReadOnlySpan<float> values, int at)
    {
        int start = Math.Max(0, Math.Min(at - 4, values.Length - 12)), end = Math.Min(values.Length, start + 12);
        return (start > 0 ? $"… [{start}] " : "") + string.Join(' ', values[start..end].ToArray().Select(Show)) + (end < values.Length ? " …" : "");
    }

    private static string Show(float value) => value == 0 && float.IsNegative(value) ? "-0" : value.ToString("g9", System.Globalization.CultureInfo.InvariantCulture);
}
