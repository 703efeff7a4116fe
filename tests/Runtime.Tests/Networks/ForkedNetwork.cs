using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>The generated network of <c>forked.prototxt</c> with random weights and input.</summary>
internal static class ForkedNetwork
{
    public static Forked Run(Device? device = null, int batchSize = 1)
    {
        Forked network = Forked.Load(Weights(), device ?? Device.Scalar(), batchSize);
        network.Data.Set(Input(batchSize));
        network.Forward();
        return network;
    }

    public static float[] Input(int batchSize) => Random(batchSize * Forked.Shapes.Data.Count, 3);

    public static MemoryWeights Weights(params LayerTensors[] more) => new(
    [
        new("conv1", "Convolution", [Tensor([4, 3, 3, 3], 10), Tensor([4], 11)]),
        new("conv2", "Convolution", [Tensor([4, 4, 1, 1], 12), Tensor([4], 13)]),
        new("fc", "InnerProduct", [Tensor([5, 48], 14), Tensor([5], 15)]),
        .. more,
    ]);

    public static Tensor Tensor(Shape shape, int seed) => new(shape, Random(shape.Count, seed));

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }
}
