using System.Runtime.InteropServices;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.Packed;

/// <summary>
/// Weights of a <see cref="SampledProduct"/> in the order in which tiles read them: strips of <c>tileRows</c> outputs, in a strip
/// the numbers of all outputs for each channel and tap. The last strip of a group is filled up with zeros.
/// </summary>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly long bytes;
    private nint memory;

    public PackedWeights(SampledProduct product, float* weights, int allTaps, int tileRows, SessionWorkers workers)
    {
        Depth = product.Depth;
        TileRows = tileRows;
        StripsOfGroup = (product.Outputs + tileRows - 1) / tileRows;
        int strips = StripsOfGroup * product.Group;
        bytes = Math.Max(1, (long)strips * Depth * tileRows) * sizeof(float);
        memory = (nint)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        NativeMemoryCount.Add(bytes);
        workers.For(strips, (strip, _) => Pack(product, weights, allTaps, strip));
    }

    ~PackedWeights() => Free();

    /// <summary>Channels times taps.</summary>
    public int Depth { get; }

    /// <summary>Outputs of a strip.</summary>
    public int TileRows { get; }

    /// <summary>Strips of each group.</summary>
    public int StripsOfGroup { get; }

    /// <summary>A strip, from a channel and tap on.</summary>
    public float* At(int group, int strip, int depth) =>
        (float*)memory + ((nint)(group * StripsOfGroup + strip) * Depth + depth) * TileRows;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Pack(SampledProduct product, float* weights, int allTaps, int strip)
    {
        int group = strip / StripsOfGroup, first = strip % StripsOfGroup * TileRows;
        float* to = At(group, strip % StripsOfGroup, 0);
        float* from = weights + product.GroupWeights(group, allTaps);
        for (int channel = 0; channel < product.From.Channels / product.Group; channel++)
        {
            foreach (Tap tap in product.Taps)
            {
                for (int row = 0; row < TileRows; row++)
                {
                    int output = first + row;
                    *to++ = output < product.Outputs
                        ? from[(nint)output * product.WeightRowStride + (nint)channel * product.WeightChannelStride + tap.Weight]
                        : 0;
                }
            }
        }
    }

    private void Free()
    {
        // Whoever takes the address frees it: disposing twice, and on two threads at once, is nothing more.
        nint taken = Interlocked.Exchange(ref memory, 0);
        if (taken == 0)
            return;
        NativeMemory.AlignedFree((void*)taken);
        NativeMemoryCount.Remove(bytes);
    }
}
