using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>
/// Weights in the order in which tiles read them: for each panel of outputs, for each block of 16 input channels, each tap and each
/// channel of the block that exists, the weights of the panel's outputs side by side.
/// </summary>
internal sealed unsafe class PackedPanels : IDisposable
{
    private readonly LargeMemory memory;
    private readonly int channels;
    private readonly int lanes;
    private readonly int[] taps;

    /// <param name="panels">The outputs of a group.</param>
    /// <param name="group">Number of groups.</param>
    /// <param name="channels">Input channels of a group.</param>
    /// <param name="lanes">Channels of an input block: 16, or 1 for planar input.</param>
    /// <param name="taps">Numbers of the taps.</param>
    /// <param name="weights">Where the weights are.</param>
    /// <param name="workers">Who packs them.</param>
    public PackedPanels(Panels panels, int group, int channels, int lanes, int[] taps, WeightReader weights, WorkerPool workers)
    {
        (Panels, this.channels, this.lanes, this.taps) = (panels, channels, lanes, taps);
        memory = new LargeMemory((long)group * panels.Padded * Depth);
        workers.For(group * panels.Count, (task, _) => Pack(task / panels.Count, task % panels.Count, weights));
    }

    public Panels Panels { get; }

    /// <summary>Channels times taps.</summary>
    public int Depth => channels * taps.Length;

    public long Bytes => memory.Bytes;

    /// <summary>The weights of a panel.</summary>
    public float* At(int group, int panel) => memory.Pointer + ((nint)group * Panels.Padded + panel * Panels.Widest) * Depth;

    public void Dispose() => memory.Dispose();

    private void Pack(int group, int panel, WeightReader weights)
    {
        float* to = At(group, panel);
        int first = panel * Panels.Widest, width = Panels.WidthOf(panel), used = Math.Clamp(Panels.Outputs - first, 0, width);
        if (used < width)
            new Span<float>(to, width * Depth).Clear();
        int[] targets = [];
        int count = 0;
        for (int block = 0; block < channels; block += lanes)
        {
            // Fewer only in the last block.
            if (Math.Min(lanes, channels - block) is var channelsOfBlock && channelsOfBlock != count)
                targets = weights.Targets(count = channelsOfBlock, taps, tapStep: count * width, channelStep: width);
            weights.Copy(group, first, used, block, targets, to);
            to += count * taps.Length * width;
        }
    }
}
