using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Kernels;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Sums of planes, and channels weighted by them.</summary>
[Collection(nameof(Gpu))]
public sealed class ClassActivationMapTests(KernelDevice gpu) : IClassFixture<KernelDevice>
{
    [Theory]
    [InlineData(2, 5, 49, 32, 0, false)]
    [InlineData(1, 300, 7, 8, 3, true)]
    [InlineData(2, 3, 1009, 256, 1, false)]
    [InlineData(1, 1, 1, 1, 0, true)]
    public void A_map_is_the_positive_part_of_weighted_channels(int images, int channels, int plane, int threads, int gap, bool descending)
    {
        using var bench = new KernelBench(gpu, descending);
        var random = new Random(plane);
        float[] x = Sample.Of(random, images * channels * plane), before = Sample.Of(random, images * channels);
        Placed onX = bench.Put(x, images, gap, gap), sums = bench.Put(before, images, 0, gap), map = bench.Put(new float[images * plane], images);
        PlaneSumsArguments ofPlanes = new()
        {
            X = onX.View,
            Sums = sums.View,
            Factor = 0.5,
            Plane = plane,
            Planes = channels,
            PlaneThreads = threads,
            Images = images,
        };
        bench.LaunchRows(ofPlanes, ofPlanes.Blocks, images);
        float[] expected = [.. Enumerable.Range(0, images * channels).Select(p => (float)(0.5 * x.Skip(p * plane).Take(plane).Sum(value => (double)value)))];
        float[] weights = sums.Values();
        Near.Equal(expected, weights, 1e-7, "sums");

        Placed again = bench.Put(before, images, 0, gap);
        bench.LaunchRows(ofPlanes with { Sums = again.View, Add = 1 }, ofPlanes.Blocks, images);
        Near.Equal([.. expected.Zip(before, (sum, old) => old + sum)], again.Values(), 2e-7, "sums added");

        Placed onWeights = bench.Put(weights, images, 0, gap);
        WeightedSumArguments weighted = new() { X = onX.View, Weights = onWeights.View, Map = map.View, Channels = channels, Plane = plane, Images = images };
        bench.LaunchRows(weighted, weighted.Blocks, images);
        float[] expectedMap = new float[images * plane];
        for (int i = 0; i < expectedMap.Length; i++)
        {
            int n = i / plane;
            double sum = Enumerable.Range(0, channels).Sum(c => (double)weights[n * channels + c] * x[(n * channels + c) * plane + i % plane]);
            expectedMap[i] = (float)Math.Max(sum, 0);
        }
        Near.Equal(expectedMap, map.Values(), 2e-7, "map");
    }
}
