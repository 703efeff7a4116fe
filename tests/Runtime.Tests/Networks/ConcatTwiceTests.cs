using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>A Concat that lists a value twice, or a whole that has it already: the top is the bottoms one behind the other, whatever they are.</summary>
public sealed class ConcatTwiceTests
{
    public static IEnumerable<TheoryDataRow<int, int, bool, bool>> Cases =>
        from threads in new[] { 0, 1, 3 }
        from batch in new[] { 1, 5 }
        from isKept in new[] { false, true }
        from isWatched in new[] { false, true }
        select new TheoryDataRow<int, int, bool, bool>(threads, batch, isKept, isWatched);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Whole_blocks_of_channels(int threads, int batch, bool isKept, bool isWatched)
    {
        using Device device = threads == 0 ? Device.Scalar() : Device.Cpu(threads);
        using ConcatOfBlocks network = ConcatOfBlocks.Load(new MemoryWeights([]), device, batch);
        Look(network, isKept, isWatched);
        for (int run = 0; run < 2; run++)
        {
            float[] data = Random(64 * batch, run), value = [.. data.Select(x => 2 * x)];
            network.Data.Set(data);
            network.Forward();
            Assert.Equal(Joined(batch, value, value), network.Twice.Activation.Span.ToArray());
            Assert.Equal(Joined(batch, value, value), network.Alias.Activation.Span.ToArray());
            Assert.Equal(Joined(batch, value, value, value), network.Nested.Activation.Span.ToArray());
            Assert.Equal([.. Joined(batch, value, value, value).Chunk(4).Select(plane => plane.Average())], network.Sum.Activation.Span.ToArray(), Near);
            for (int channel = 0; channel < 48; channel += 13)
            {
                network.Backward(network.Sum[channel], network.Data);
                Assert.Equal([.. Enumerable.Range(0, 64 * batch).Select(i => i % 64 / 4 == channel % 16 ? 0.5f : 0)], network.Data.Gradient.Span.ToArray());
            }
            network.Backward(network.Nested.Weighted(Ones(network.Nested.Shape)), network.Data);
            Assert.All(network.Data.Gradient.Span.ToArray(), gradient => Assert.Equal(6, gradient));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Few_channels(int threads, int batch, bool isKept, bool isWatched)
    {
        using Device device = threads == 0 ? Device.Scalar() : Device.Cpu(threads);
        using ConcatTwice network = ConcatTwice.Load(new MemoryWeights([]), device, batch);
        Look(network, isKept, isWatched);
        float[] data = [.. Enumerable.Range(0, batch).SelectMany(_ => new float[] { 1, 2, 3, 4 })], twice = [.. data.Select(x => 2 * x)];
        network.Data.Set(data);
        network.Forward();
        Assert.Equal(Joined(batch, twice, data, twice), network.Both.Activation.Span.ToArray());
        Assert.Equal(Joined(batch, twice, twice), network.Alias.Activation.Span.ToArray());
        Assert.Equal(Joined(batch, twice, data, twice, twice), network.Nested.Activation.Span.ToArray());
        network.Backward(network.Both.Weighted(Ones(network.Both.Shape)), network.Data);
        Assert.All(network.Data.Gradient.Span.ToArray(), gradient => Assert.Equal(5, gradient));
    }

    private static void Look(Network network, bool isKept, bool isWatched)
    {
        foreach (Hook value in network.Hooks.Where(value => value.Producer is not null))
        {
            if (isKept)
                value.Keep();
            if (isWatched)
                value.OnForward(_ => { });
        }
    }

    private static float[] Joined(int batch, params float[][] parts) =>
        [.. Enumerable.Range(0, batch).SelectMany(image => parts.SelectMany(part => part.Skip(image * part.Length / batch).Take(part.Length / batch)))];

    private static Tensor Ones(Shape shape)
    {
        var ones = new Tensor(shape);
        ones.Span.Fill(1);
        return ones;
    }

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-8, 9))];
    }

    private static bool Near(float expected, float actual) => Math.Abs(expected - actual) <= 1e-5f;
}
