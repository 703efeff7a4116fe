using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>The generated network of <c>mixed.prototxt</c> with random weights and input.</summary>
internal static class MixedNetwork
{
    public static Mixed Load(Device device, int batchSize = 1)
    {
        Mixed network = Mixed.Load(Weights(), device, batchSize);
        network.Data.Set(Input(batchSize));
        return network;
    }

    public static float[] Input(int batchSize) => Random(batchSize * Mixed.Shapes.Data.Count, 3, 1);

    public static MemoryWeights Weights()
    {
        int seed = 100;
        LayerTensors Layer(string name, string type, params Shape[] shapes) => new(name, type, [.. shapes.Select((shape, i) => Tensor(type, i, shape, seed++))]);
        return new MemoryWeights(
        [
            Layer("conv1", "Convolution", [32, 3, 5, 5], [32]),
            Layer("squeeze", "Convolution", [16, 32, 1, 1], [16]),
            Layer("expand1", "Convolution", [16, 16, 1, 1], [16]),
            Layer("expand3", "Convolution", [32, 16, 3, 3], [32]),
            Layer("shortcut", "Convolution", [40, 48, 1, 1]),
            Layer("shortcut_norm", "BatchNorm", [40], [40], [1]),
            Layer("shortcut_scale", "Scale", [40], [40]),
            Layer("branch", "Convolution", [40, 48, 3, 3]),
            Layer("branch_norm", "BatchNorm", [40], [40], [1]),
            Layer("branch_scale", "Scale", [40], [40]),
            Layer("sum_relu", "PReLU", [40]),
            Layer("pre_norm", "BatchNorm", [40], [40], [1]),
            Layer("pre_scale", "Scale", [40], [40]),
            Layer("depthwise", "Convolution", [40, 1, 3, 3], [40]),
            Layer("grouped", "Convolution", [20, 10, 3, 3], [20]),
            Layer("fc1", "InnerProduct", [33, 240], [33]),
            Layer("fc2", "InnerProduct", [7, 33], [7]),
        ]);
    }

    private static Tensor Tensor(string type, int index, Shape shape, int seed)
    {
        var tensor = new Tensor(shape, Random(shape.Count, seed, shape.Rank > 1 ? MathF.Sqrt(6f / shape.CountFrom(1)) : 0.3f));
        // Variances are positive, and the factor of both statistics divides.
        if (type == "BatchNorm" && index > 0)
            tensor.Span.ForEach(value => Math.Abs(value) + 0.6f);
        return tensor;
    }

    private static float[] Random(int count, int seed, float scale)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1) * scale)];
    }
}
