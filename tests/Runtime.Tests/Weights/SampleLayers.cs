using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>Random layers, and comparison bit for bit.</summary>
internal static class SampleLayers
{
    /// <summary>Layers of V1 types with blobs of up to a number of axes; some have no blobs, some blobs no elements.</summary>
    public static List<LayerTensors> Random(Random random, int mostAxes)
    {
        string[] types = ["Convolution", "InnerProduct", "ReLU", "Pooling", "Deconvolution"];
        var layers = new List<LayerTensors>();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            Tensor[] blobs = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => RandomTensor(random, mostAxes))];
            layers.Add(new LayerTensors($"Schicht {i} größer/層", types[random.Next(types.Length)], blobs));
        }
        return layers;
    }

    /// <summary>A tensor whose elements are any bits, also NaN with payloads, -0 and denormals.</summary>
    public static Tensor RandomTensor(Random random, int mostAxes)
    {
        int[] lengths = [.. Enumerable.Range(0, random.Next(0, mostAxes + 1)).Select(_ => random.Next(random.Next(10) == 0 ? 0 : 1, 8))];
        var tensor = new Tensor(Shape.Of(lengths));
        foreach (ref float value in tensor.Span)
            value = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
        return tensor;
    }

    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(actual)));
}
