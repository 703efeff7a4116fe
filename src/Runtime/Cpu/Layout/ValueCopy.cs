namespace CaffeSharpGen.Cpu.Layout;

/// <summary>Values that leave as they came.</summary>
internal static unsafe class ValueCopy
{
    /// <summary>Copies a value, or adds it to another of the same shape.</summary>
    public static void Pass(BlockedView from, BlockedView to, bool add)
    {
        if (add)
        {
            Sum.AddTo(to, from);
            return;
        }
        int floats = checked((int)BlockedView.FloatsOf(from.Channels, from.Height, from.Width));
        for (int image = 0; image < from.Number; image++)
            new ReadOnlySpan<float>(from.Block(image, 0), floats).CopyTo(new Span<float>(to.Block(image, 0), floats));
    }
}
