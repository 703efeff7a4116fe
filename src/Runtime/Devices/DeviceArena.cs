namespace CaffeSharpGen;

/// <summary>Memory that several buffers share, at offsets that the compiler chose.</summary>
public abstract class DeviceArena : IDisposable
{
    /// <summary>
    /// Channels of a block, by the contract of the memory plan: the plan leaves room for values whose channels are rounded up to whole blocks
    /// (<see cref="FloatsOf"/>), and puts values inside others where whole blocks begin. A device may lay out its values in blocks of so many channels, or
    /// of a divisor, or in plain order.
    /// </summary>
    public const int ChannelBlock = 16;

    /// <summary>Floats that the plan leaves for a value: for N×C×H×W those of N×⌈C/16⌉×16×H×W.</summary>
    public static long FloatsOf(Shape shape)
    {
        if (shape.Rank != 4)
            return shape.Count;
        int channels = (shape.Channels + ChannelBlock - 1) / ChannelBlock * ChannelBlock;
        return (long)shape.Count / shape.Channels * channels;
    }

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
