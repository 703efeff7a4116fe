using System.Numerics;

namespace CaffeSharpGen.Cpu;

/// <summary>Adds one array to another.</summary>
internal static class Sum
{
    public static void AddTo(Span<float> sum, ReadOnlySpan<float> term)
    {
        int i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + new Vector<float>(term[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += term[i];
    }
}
