using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// Weights for Winograd's algorithm. Either transformed once: [panel][36][channel][outputs]; or, of 3×3 kernels, which become four times as many floats, as they
/// are, [panel][channel][9][outputs], and transformed in pieces, while they run, into a cache: reading four times as much from memory takes longer.
/// </summary>
internal sealed unsafe class WinogradWeights<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    private const int Products = WinogradTransform<TVector>.Products;
    private const int Taps = WinogradTransform<TVector>.Taps;

    private readonly WinogradSizes sizes;
    private readonly LargeMemory memory;
    private readonly int channels;
    private readonly int floatsOfPair;

    /// <param name="sizes">Sizes.</param>
    /// <param name="weights">Where the weights are.</param>
    /// <param name="isTransformed">Whether they are transformed here.</param>
    /// <param name="device">Who does it.</param>
    public WinogradWeights(WinogradSizes sizes, WeightReader weights, bool isTransformed, CpuDevice device)
    {
        this.sizes = sizes;
        int group = sizes.Product.Group;
        Panels = new Panels(sizes.Outputs, TVector.Width);
        IsTransformed = isTransformed;
        channels = sizes.Channels;
        floatsOfPair = isTransformed ? Products : Taps;
        memory = new LargeMemory((long)group * Panels.Padded * channels * floatsOfPair);
        device.Workers.For(group * Panels.Count, (task, worker) => Pack(task / Panels.Count, task % Panels.Count, weights, device.Scratch.Of(worker)));
    }

    public Panels Panels { get; }

    public bool IsTransformed { get; }

    public long Bytes => memory.Bytes;

    /// <summary>The transformed weights of a panel: a plane, channels × outputs, for each product.</summary>
    /// <param name="group">Group.</param>
    /// <param name="panel">Panel of the group.</param>
    /// <param name="plane">Floats from plane to plane.</param>
    public float* Transformed(int group, int panel, out nint plane)
    {
        plane = (nint)channels * Panels.WidthOf(panel);
        return At(group, panel);
    }

    /// <summary>The weights of a panel from one of its channels on: channels × 9 × outputs.</summary>
    /// <param name="group">Group.</param>
    /// <param name="panel">Panel of the group.</param>
    /// <param name="channel">The channel.</param>
    public float* AsTheyAre(int group, int panel, int channel) => At(group, panel) + (nint)channel * Taps * Panels.WidthOf(panel);

    /// <summary>Transforms weights of a panel.</summary>
    /// <param name="from">They, <see cref="AsTheyAre"/>.</param>
    /// <param name="width">Outputs of the panel.</param>
    /// <param name="count">Number of channels.</param>
    /// <param name="to">Where they go: a plane, channels × outputs, for each product.</param>
    /// <param name="plane">Floats from plane to plane. Not a multiple of a page, or all factors of a weight would meet in the same lines of a cache.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(float* from, int width, int count, float* to, nint plane)
    {
        for (int i = 0; i < count; i++, from += Taps * width, to += width)
        {
            for (int vector = 0; vector < width; vector += TVector.Width)
                WinogradTransform<TVector>.Weights(from + vector, width, to + vector, plane);
        }
    }

    public void Dispose() => memory.Dispose();

    private float* At(int group, int panel) => memory.Pointer + ((nint)group * Panels.Padded + panel * Panels.Widest) * channels * floatsOfPair;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int group, int panel, WeightReader weights, float* scratch)
    {
        int first = panel * Panels.Widest, width = Panels.WidthOf(panel), used = Math.Clamp(Panels.Outputs - first, 0, width), taps = sizes.TapEdge * sizes.TapEdge;
        float* to = At(group, panel);
        for (int channel = 0; channel < channels; channel++)
        {
            float* kernel = IsTransformed ? scratch : to + (nint)channel * Taps * width;
            for (int tap = 0; tap < taps; tap++)
            {
                int read = sizes.Weight(channel, tap, out int number) ? used : 0;
                for (int i = 0; i < read; i++)
                    kernel[tap * width + i] = weights.At(group, first + i, channel / sizes.Phases, number);
                new Span<float>(kernel + tap * width + read, width - read).Clear();
            }
            if (!IsTransformed)
                continue;
            float* factors = to + channel * width;
            nint plane = (nint)channels * width;
            for (int vector = 0; vector < width; vector += TVector.Width)
            {
                if (sizes.TapEdge == 3)
                    WinogradTransform<TVector>.Weights(kernel + vector, width, factors + vector, plane);
                else
                    WinogradTransform<TVector>.Weights(kernel + vector, sizes.TapEdge, width, kernel + taps * width, factors + vector, plane);
            }
        }
    }
}
