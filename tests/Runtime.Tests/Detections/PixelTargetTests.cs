using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Detections;

/// <summary>Pixels and regions of a segmentation as targets, against finite differences.</summary>
public sealed class PixelTargetTests
{
    [Fact]
    public void A_pixel_is_explained_by_its_own_score()
    {
        using Segmented network = Run(Device.Cpu(2));
        Target<Segmented> target = network.Score.Pixel(2, y: 7, x: 3);
        Assert.Equal("score[313]", target.ToString());
        RequireGradient(network, target, network.Relu1, () => network.Score.Activation[0, 2, 7, 3]);
        RequireGradient(network, network.Prob.Pixel(1, 4, 4).BeforeSoftmax(), network.Data, () => network.Score.Activation[0, 1, 4, 4]);
    }

    [Fact]
    public void A_region_is_the_sum_of_its_scores()
    {
        using Segmented network = Run(Device.Scalar());
        bool[] mask = new bool[120];
        mask[17] = mask[18] = mask[63] = mask[119] = true;
        Target<Segmented> target = network.Score.Region(3, mask);
        Assert.Equal("score[3, 4 pixels]", target.ToString());
        float Sum() => Enumerable.Range(0, 120).Where(pixel => mask[pixel]).Sum(pixel => network.Score.Activation[360 + pixel]);
        RequireGradient(network, target, network.Relu1, Sum);
        // Of a softmax it is the region of what it reads.
        Assert.Equal(network.Score, network.Prob.Region(3, mask).Hook);
        RequireGradient(network, network.Prob.Region(3, mask), network.Relu1, Sum);
    }

    [Fact]
    public void A_class_has_the_pixels_where_it_is_the_largest()
    {
        using Segmented network = Run(Device.Cpu(1));
        Tensor score = network.Score.CopyActivation();
        int[] classes = [.. Enumerable.Range(0, 120).Select(pixel => Enumerable.Range(0, 4).MaxBy(channel => score[channel * 120 + pixel]))];
        foreach (int channel in classes.Distinct())
        {
            Target<Segmented> target = network.Score.Region(channel);
            Assert.Equal($"score[{channel}, {classes.Count(of => of == channel)} pixels]", target.ToString());
            bool[] mask = [.. classes.Select(of => of == channel)];
            network.Backward(network.Score.Region(channel, mask), network.Relu1);
            float[] expected = network.Relu1.Gradient.Span.ToArray();
            network.Backward(target, network.Relu1);
            Assert.Equal(expected, network.Relu1.Gradient.Span.ToArray());
        }
    }

    [Fact]
    public void A_target_of_one_image_leaves_the_others_alone()
    {
        using Segmented network = Run(Device.Cpu(2), batchSize: 3);
        Target<Segmented> target = network.Score.Pixel(2, 7, 3, image: 1);
        Assert.Equal("score[image 1: 313]", target.ToString());
        Assert.Equal(313, target.ElementOf(1));
        Assert.Contains("of image 1", Assert.Throws<InvalidOperationException>(() => target.ElementOf(0)).Message, StringComparison.Ordinal);
        foreach (Target<Segmented> of in new[] { target, network.Prob.Pixel(2, 7, 3, image: 1).BeforeSoftmax(), network.Score.Region(2, Enumerable.Repeat(true, 120).ToArray(), 1) })
        {
            network.Backward(of, network.Relu1);
            Assert.True(network.Relu1.Gradient.Image(1).ContainsAnyExcept(0f));
            Assert.False(network.Relu1.Gradient.Image(0).ContainsAnyExcept(0f));
            Assert.False(network.Relu1.Gradient.Image(2).ContainsAnyExcept(0f));
        }
        RequireGradient(network, target, network.Relu1, () => network.Score.Activation[1, 2, 7, 3]);
    }

    [Fact]
    public void What_is_not_there_is_an_error()
    {
        using Segmented network = Run(Device.Scalar());
        Assert.Contains("4 channels", Assert.Throws<ArgumentOutOfRangeException>(() => network.Score.Pixel(4, 0, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("12 rows", Assert.Throws<ArgumentOutOfRangeException>(() => network.Score.Pixel(0, 12, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("10 columns", Assert.Throws<ArgumentOutOfRangeException>(() => network.Score.Pixel(0, 0, -1)).Message, StringComparison.Ordinal);
        Assert.Contains("1 images", Assert.Throws<ArgumentOutOfRangeException>(() => network.Score.Region(0, image: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("12×10", Assert.Throws<ArgumentException>(() => network.Score.Region(0, new bool[7])).Message, StringComparison.Ordinal);
        Assert.Contains("no pixel", Assert.Throws<ArgumentException>(() => network.Score.Region(0, new bool[120])).Message, StringComparison.Ordinal);
        using IDisposable _ = network.Score.OnForward(score => score.Image(0)[..120].Fill(-100));
        network.Forward();
        Assert.Contains("largest at no pixel", Assert.Throws<ArgumentException>(() => network.Score.Region(0)).Message, StringComparison.Ordinal);
    }

    private static Segmented Run(Device device, int batchSize = 1)
    {
        Segmented network = Segmented.Load(
            new MemoryWeights(
            [
                new("conv1", "Convolution", [Random([6, 3, 3, 3], 1), Random([6], 2)]),
                new("score_small", "Convolution", [Random([4, 6, 1, 1], 3), Random([4], 4)]),
                new("upscore", "Deconvolution", [Random([4, 4, 4, 4], 5)]),
            ]), device, batchSize);
        network.Data.Set(Random([batchSize, 3, 12, 10], 6).Span);
        network.Forward();
        return network;
    }

    private static Tensor Random(Shape shape, int seed)
    {
        var random = new Random(seed);
        return new(shape, Enumerable.Range(0, shape.Count).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray());
    }

    private static void RequireGradient(Segmented network, Target<Segmented> target, Hook<Segmented> hook, Func<float> score) =>
        Differences.Require(network, target, hook, score);
}
