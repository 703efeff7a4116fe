using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Memory;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>
/// A copy of the weights that one product reads. Packing walks over all taps of a kernel. Where a stride makes many products of it
/// (1024 of 4 taps, of a kernel of 64×64 with stride 32), each of them would walk over the taps of all.
/// </summary>
internal sealed unsafe class OwnWeights : IDisposable
{
    /// <summary>From so many products on it is faster to copy.</summary>
    public const int LeastProducts = 16;

    private readonly LargeMemory memory;

    public OwnWeights(SampledProduct product, WeightReader weights)
    {
        int taps = product.Taps.Length;
        memory = new LargeMemory((long)product.To.Channels * product.Channels * taps);
        float* to = memory.Pointer;
        for (int output = 0; output < product.To.Channels; output++)
        {
            (int group, int row) = Math.DivRem(output, product.Outputs);
            for (int channel = 0; channel < product.Channels; channel++)
            {
                foreach (Tap tap in product.Taps)
                    *to++ = weights.At(group, row, channel, tap.Weight);
            }
        }
        Product = product with
        {
            Taps = [.. product.Taps.Select((tap, index) => tap with { Weight = index })],
            WeightRowStride = product.Channels * taps,
            WeightChannelStride = taps,
        };
        Reader = new WeightReader(memory.Pointer, outputScale: null, Product, taps, isTransposed: false);
    }

    /// <summary>The product, as it finds its taps here.</summary>
    public SampledProduct Product { get; }

    /// <summary>The weights.</summary>
    public WeightReader Reader { get; }

    public void Dispose() => memory.Dispose();
}
