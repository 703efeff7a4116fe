namespace CaffeSharpGen.Definitions;

/// <summary>
/// How much room the memory plan leaves for a value: the contract between the compiler, which chooses offsets, and devices that use them. A
/// device whose layout needs more has no arena.
/// </summary>
public static class ArenaPlan
{
    /// <summary>
    /// Devices may pad the channels of a value of four axes to a multiple of this; parts of a whole begin at multiples of it.
    /// </summary>
    public const int ChannelMultiple = 16;

    // Floats in a cache line: every value starts at one.
    private const long Line = 16;

    /// <summary>Floats that a value takes at most, padded to whole cache lines.</summary>
    public static long FloatsOf(ValueShape shape) => RoundUp(
        shape.Rank == 4 ? shape.With(1, RoundUp(shape[1].Length, ChannelMultiple)).CountOfOne() : shape.CountOfOne(), Line);

    /// <summary>Floats of a value that may hold something.</summary>
    public static long FloatsOf(Shape shape) => shape.Rank == 4
        ? (long)shape.BatchSize * RoundUp(shape.Channels, ChannelMultiple) * shape.Height * shape.Width
        : shape.Count;

    private static long RoundUp(long count, long multiple) => (count + multiple - 1) / multiple * multiple;
}
