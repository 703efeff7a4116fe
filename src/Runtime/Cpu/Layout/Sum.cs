using System.Numerics;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>Adds one array to another.</summary>
internal static class Sum
{
    /// <summary>Of values of one shape.</summary>
    public static unsafe void AddTo(BlockedView sum, BlockedView term)
    {
        int floats = checked((int)BlockedView.FloatsOf(sum.Channels, sum.Height, sum.Width));
        for (int image = 0; image < sum.Number; image++)
            AddTo(new Span<float>(sum.Block(image, 0), floats), new ReadOnlySpan<float>(term.Block(image, 0), floats));
    }

    public static void AddTo(Span<float> sum, ReadOnlySpan<float> term)
    {
        int i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + new Vector<float>(term[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += term[i];
    }
}
