using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// Weights of 3×3 kernels for Winograd's algorithm. Either transformed once, four times as many floats: [panel][36][channel][outputs]; or as they
/// are, [panel][channel][9][outputs], and transformed in pieces, while they run, into a cache: reading four times as much from memory takes longer.
/// </summary>
internal sealed unsafe class WinogradWeights<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Channels that are transformed at a time.</summary>
    public const int PieceChannels = 64;

    private const int Products = WinogradTransform<TVector>.Products;
    private const int Taps = WinogradTransform<TVector>.Taps;

    private readonly LargeMemory memory;
    private readonly int channels;
    private readonly int floatsOfPair;

    /// <param name="product">A product of nine taps.</param>
    /// <param name="taps">Their numbers, by rows.</param>
    /// <param name="weights">Where the weights are.</param>
    /// <param name="isTransformed">Whether they are transformed here.</param>
    /// <param name="device">Who does it.</param>
    public WinogradWeights(SampledProduct product, int[] taps, WeightReader weights, bool isTransformed, CpuDevice device)
    {
        Panels = new Panels(product.Outputs, TVector.Width);
        IsTransformed = isTransformed;
        channels = product.From.Channels / product.Group;
        floatsOfPair = isTransformed ? Products : Taps;
        memory = new LargeMemory((long)product.Group * Panels.Padded * channels * floatsOfPair);
        device.Workers.For(product.Group * Panels.Count, (task, worker) =>
            Pack(task / Panels.Count, task % Panels.Count, taps, weights, device.Scratch.Of(worker)));
    }

    public Panels Panels { get; }

    public bool IsTransformed { get; }

    public long Bytes => memory.Bytes;

    /// <summary>Floats of memory that <see cref="Piece"/> needs.</summary>
    public int PieceFloats => IsTransformed ? 0 : Products * ((Math.Min(PieceChannels, channels) + 1) * Panels.Widest + BlockedView.Lanes);

    /// <summary>The factors of a panel and some channels: a plane [channel][outputs] for each product.</summary>
    /// <param name="group">Group.</param>
    /// <param name="panel">Panel of the group.</param>
    /// <param name="channel">First channel.</param>
    /// <param name="count">Number of channels, not above <see cref="PieceChannels"/> unless all are transformed.</param>
    /// <param name="memory">Memory to use.</param>
    /// <param name="plane">Floats from plane to plane.</param>
    public float* Piece(int group, int panel, int channel, int count, float* memory, out nint plane)
    {
        int width = Panels.WidthOf(panel);
        float* first = At(group, panel);
        if (IsTransformed)
        {
            plane = (nint)channels * width;
            return first + channel * width;
        }
        // Not a multiple of a page, or all factors of a weight would meet in the same lines of a cache.
        plane = (nint)count * width + BlockedView.Lanes;
        float* aside = memory, to = memory + Products * Panels.Widest;
        Transform(first + (nint)channel * Taps * width, width, count, aside, to, plane);
        return to;
    }

    public void Dispose() => memory.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(float* from, int width, int count, float* aside, float* to, nint plane)
    {
        for (int i = 0; i < count; i++, from += Taps * width, to += width)
        {
            for (int vector = 0; vector < width; vector += TVector.Width)
                WinogradTransform<TVector>.Weights(from + vector, width, aside, to + vector, plane);
        }
    }

    private float* At(int group, int panel) => memory.Pointer + ((nint)group * Panels.Padded + panel * Panels.Widest) * channels * floatsOfPair;

    private void Pack(int group, int panel, int[] taps, WeightReader weights, float* scratch)
    {
        int first = panel * Panels.Widest, width = Panels.WidthOf(panel), used = Math.Clamp(Panels.Outputs - first, 0, width);
        float* to = At(group, panel), aside = scratch + Taps * Panels.Widest;
        for (int channel = 0; channel < channels; channel++)
        {
            float* nine = IsTransformed ? scratch : to + (nint)channel * Taps * width;
            for (int tap = 0; tap < Taps; tap++)
            {
                for (int i = 0; i < used; i++)
                    nine[tap * width + i] = weights.At(group, first + i, channel, taps[tap]);
                new Span<float>(nine + tap * width + used, width - used).Clear();
            }
            if (IsTransformed)
                Transform(nine, width, 1, aside, to + channel * width, (nint)channels * width);
        }
    }
}
