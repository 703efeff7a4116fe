using CaffeSharpGen.Weights;

namespace CaffeSharpGen.GradCam.Tests.Methods;

/// <summary>The order of an input's channels is what their count says, or what the caller says, which the count must allow.</summary>
public sealed class ChannelOrderTests
{
    // Where each target's gradient is: channel 0 of the network.
    private const int FirstElement = 0;

    [Fact]
    public void One_channel_is_gray()
    {
        using InPlacePooling network = InPlacePooling.Load(new MemoryWeights([]));
        network.Data.Set(new float[InPlacePooling.Shapes.Data.Count]);
        network.Forward();
        Explanation usual = network.GuidedBackprop(network.Flat[1]), gray = network.GuidedBackprop(network.Flat[1], channels: ChannelOrder.Gray);
        Assert.Equal([1, 4, 4], usual.Map.Shape.Dimensions);
        Assert.Equal(gray.Map.Span, usual.Map.Span);
        foreach (ChannelOrder colors in new[] { ChannelOrder.Bgr, ChannelOrder.Rgb })
        {
            foreach (Action explain in new Action[]
            {
                () => network.GuidedBackprop(network.Flat[1], channels: colors), () => network.Deconvnet(network.Flat[1], channels: colors),
                () => network.GuidedGradCam(network.Conv1, network.Flat[1], channels: colors),
            })
            {
                string message = Assert.Throws<ArgumentException>(explain).Message;
                Assert.Contains($"{colors} says 3 channels; the input 'data' of InPlacePooling is 1×1×4×4, with 1", message, StringComparison.Ordinal);
                Assert.Contains("leave out channels", message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Three_channels_are_blue_green_red_unless_the_caller_says_otherwise()
    {
        using ThreeChannels network = ThreeChannels.Load(new MemoryWeights([]));
        network.Data.Set([.. Enumerable.Range(1, 12).Select(i => (float)i)]);
        network.Forward();
        Assert.Equal(2, ChannelOfGradient(network.GuidedBackprop(network.Flat[FirstElement])));
        Assert.Equal(2, ChannelOfGradient(network.GuidedBackprop(network.Flat[FirstElement], channels: ChannelOrder.Bgr)));
        Assert.Equal(0, ChannelOfGradient(network.GuidedBackprop(network.Flat[FirstElement], channels: ChannelOrder.Rgb)));
        Assert.Equal(0, ChannelOfGradient(network.Deconvnet(network.Flat[FirstElement], channels: ChannelOrder.Rgb)));
        Assert.Contains("Gray says 1 channel; ", Assert.Throws<ArgumentException>(
            () => network.GuidedBackprop(network.Flat[FirstElement], channels: ChannelOrder.Gray)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.GuidedBackprop(network.Flat[FirstElement], channels: (ChannelOrder)3));
    }

    [Fact]
    public void Other_counts_keep_the_order_of_the_network()
    {
        using TwoChannels network = TwoChannels.Load(new MemoryWeights([]));
        network.Data.Set([.. Enumerable.Range(1, 32).Select(i => (float)i)]);
        network.Forward();
        Explanation guided = network.GuidedBackprop(network.Flat[FirstElement]);
        Assert.Equal([2, 4, 4], guided.Map.Shape.Dimensions);
        Assert.Equal(0, ChannelOfGradient(guided));
        Assert.Throws<ArgumentException>(() => network.GuidedBackprop(network.Flat[FirstElement], channels: ChannelOrder.Bgr));
    }

    private static int ChannelOfGradient(Explanation explanation)
    {
        int plane = explanation.Map.Shape.CountFrom(1);
        return Assert.Single(
            Enumerable.Range(0, explanation.Map.Shape[0]), channel => explanation.Map.Span.Slice(channel * plane, plane).Contains(1f));
    }
}
