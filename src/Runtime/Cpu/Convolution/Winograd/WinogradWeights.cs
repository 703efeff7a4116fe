using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Winograd;

/// <summary>
/// Weights for Winograd's algorithm. Either they are transformed once: [panel][36][channel][outputs]. Or, for 3×3 kernels, which
/// become four times as many floats, they are kept as they are, [panel][channel][9][outputs], and transformed in pieces, while they
/// run, into a cache: reading four times as much from memory takes longer.
/// </summary>
internal sealed unsafe class WinogradWeights<TVector> : IDisposable
    where TVector : struct, ITileVector<TVector>
{
    private const int Products = WinogradTransform<TVector>.Products;
    private const int Taps = WinogradTransform<TVector>.Taps;

    // Channels whose kernels are copied together, before they are transformed.
    private const int ChannelsAtOnce = 4;

    private readonly WinogradSizes sizes;
    private readonly LargeMemory memory;
    private readonly int channels;
    private readonly int floatsOfPair;

    /// <param name="sizes">Sizes.</param>
    /// <param name="weights">Where the weights are.</param>
    /// <param name="isTransformed">Whether they are transformed here.</param>
    /// <param name="machine">Who does it.</param>
    public WinogradWeights(WinogradSizes sizes, WeightReader weights, bool isTransformed, CpuMachine machine)
    {
        this.sizes = sizes;
        int group = sizes.Product.Group;
        Panels = new Panels(sizes.Outputs, TVector.Width);
        IsTransformed = isTransformed;
        channels = sizes.Channels;
        floatsOfPair = isTransformed ? Products : Taps;
        memory = new LargeMemory((long)group * Panels.Padded * channels * floatsOfPair);
        machine.Workers.For(
            group * Panels.Count, (task, worker) => Pack(task / Panels.Count, task % Panels.Count, weights, machine.Scratch.Of(worker)));
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
    /// <param name="plane">
    /// Floats from plane to plane. Not a multiple of a page, or all factors of a weight would meet in the same lines of a cache.
    /// </param>
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

    private float* At(int group, int panel) =>
        memory.Pointer + ((nint)group * Panels.Padded + panel * Panels.Widest) * channels * floatsOfPair;

    private void Pack(int group, int panel, WeightReader weights, float* scratch)
    {
        int first = panel * Panels.Widest, width = Panels.WidthOf(panel), used = Math.Clamp(Panels.Outputs - first, 0, width);
        int taps = sizes.TapEdge * sizes.TapEdge;
        float* to = At(group, panel), kernels = IsTransformed ? scratch : to;
        // Phases of a channel have different taps: one at a time.
        int together = sizes.Phases == 1 ? ChannelsAtOnce : 1;
        int[][] targets = [];
        for (int channel = 0, count = 0; channel < channels; channel += count)
        {
            if (Math.Min(together, channels - channel) is var next && next != count)
                targets = [.. sizes.Taps.Select(numbers => weights.Targets(next, numbers, tapStep: width, channelStep: taps * width))];
            count = next;
            if (used < width || sizes.Phases > 1)
                new Span<float>(kernels, count * taps * width).Clear();
            weights.Copy(group, first, used, channel / sizes.Phases, targets[channel % sizes.Phases], kernels);
            if (IsTransformed)
                Transform(kernels, width, count, to + channel * width);
            else
                kernels += count * taps * width;
        }
    }

    // Kernels of any size, behind which there is room.
    private void Transform(float* kernels, int width, int count, float* to)
    {
        nint plane = (nint)channels * width;
        if (sizes.TapEdge == 3)
        {
            Transform(kernels, width, count, to, plane);
            return;
        }
        int taps = sizes.TapEdge * sizes.TapEdge;
        float* scratch = kernels + count * taps * width;
        for (int i = 0; i < count; i++, kernels += taps * width, to += width)
        {
            for (int vector = 0; vector < width; vector += TVector.Width)
                WinogradTransform<TVector>.Weights(kernels + vector, sizes.TapEdge, width, scratch, to + vector, plane);
        }
    }
}
