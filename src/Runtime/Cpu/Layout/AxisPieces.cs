namespace CaffeSharpGen.Cpu.Layout;

/// <summary>Arrays that lie behind each other along one axis of a whole: what Concat joins and Slice cuts.</summary>
internal sealed class AxisPieces
{
    private readonly int outer;
    private readonly int stride;
    private readonly int[] starts;
    private readonly int[] lengths;

    public AxisPieces(CpuBuffer[] pieces, CpuBuffer whole, int axis)
    {
        outer = whole.Shape.CountBetween(0, axis);
        stride = whole.Shape.CountFrom(axis);
        lengths = Array.ConvertAll(pieces, piece => piece.Shape.CountFrom(axis));
        starts = new int[pieces.Length];
        for (int i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + lengths[i - 1];
    }

    public void Put(int piece, ReadOnlySpan<float> from, Span<float> whole)
    {
        for (int o = 0; o < outer; o++)
            from.Slice(o * lengths[piece], lengths[piece]).CopyTo(whole[(o * stride + starts[piece])..]);
    }

    public void Take(int piece, ReadOnlySpan<float> whole, Span<float> into)
    {
        for (int o = 0; o < outer; o++)
            whole.Slice(o * stride + starts[piece], lengths[piece]).CopyTo(into[(o * lengths[piece])..]);
    }
}
