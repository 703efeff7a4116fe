using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution.Products;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>Weights that are copied in runs are those that are read one by one, bit for bit, whatever the direction, groups and scale.</summary>
public unsafe class WeightReaderTests
{
    private const float Untouched = -7;

    [Theory]
    [InlineData(1, 1, 1, 21, 18)]
    [InlineData(3, 1, 1, 21, 18)]
    [InlineData(3, 2, 1, 16, 32)]
    [InlineData(1, 2, 1, 16, 19)]
    [InlineData(5, 3, 2, 16, 22)]
    [InlineData(2, 1, 3, 3, 9)]
    public void A_copy_has_the_bits_of_single_reads(int kernel, int stride, int group, int channels, int outputs)
    {
        (channels, outputs) = (channels * group, outputs * group);
        int size = 2 * stride + kernel, mapSize = (size - kernel) / stride + 1;
        var sizes = new Correlation(Shape.Of(1, channels, size, size), Shape.Of(1, outputs, mapSize, mapSize), kernel, kernel, stride, stride, 0, 0, 1, 1, group);
        var random = new Random(5);
        float[] weights = Numbers(random, outputs * (channels / group) * sizes.Taps), scale = Numbers(random, outputs);
        fixed (float* from = weights, factors = scale)
        {
            foreach (nint outputScale in new[] { 0, (nint)factors })
            {
                Check(sizes.ToMaps(), new WeightReader(from, (float*)outputScale, sizes.ToMaps(), sizes.Taps, isTransposed: false), sizes.Taps);
                foreach (SampledProduct product in sizes.ToImages())
                    Check(product, new WeightReader(from, (float*)outputScale, product, sizes.Taps, isTransposed: true), sizes.Taps);
            }
        }
    }

    // All pieces of outputs and channels that begin at a few places.
    private static void Check(SampledProduct product, WeightReader reader, int allTaps)
    {
        // One tap is missing, and one place stays empty, as with phases.
        int[] taps = [.. product.Taps.Skip(product.Taps.Length > 1 ? 1 : 0).Select(tap => tap.Weight), -1];
        int channels = product.From.Channels / product.Group;
        for (int group = 0; group < product.Group; group++)
        {
            for (int row = 0; row < product.Outputs; row += 5)
            {
                for (int channel = 0; channel < channels; channel += 6)
                    CheckPiece(reader, allTaps, taps, group, row, product.Outputs - row, channel, Math.Min(7, channels - channel));
            }
        }
    }

    private static void CheckPiece(WeightReader reader, int allTaps, int[] taps, int group, int row, int rows, int channel, int channels)
    {
        int channelStep = rows + 3, tapStep = channels * channelStep;
        float[] expected = new float[taps.Length * tapStep], actual = new float[taps.Length * tapStep];
        expected.AsSpan().Fill(Untouched);
        actual.AsSpan().Fill(Untouched);
        for (int tap = 0; tap < taps.Length; tap++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int r = 0; r < rows && taps[tap] >= 0; r++)
                    expected[tap * tapStep + c * channelStep + r] = reader.At(group, row + r, channel + c, taps[tap]);
            }
        }
        int[] targets = reader.Targets(channels, taps, tapStep, channelStep);
        Assert.Equal(channels * allTaps, targets.Length);
        fixed (float* to = actual)
            reader.Copy(group, row, rows, channel, targets, to);
        Assert.Equal(expected.Select(BitConverter.SingleToUInt32Bits), actual.Select(BitConverter.SingleToUInt32Bits));
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
}
