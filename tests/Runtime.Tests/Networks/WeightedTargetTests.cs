using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>Targets that start from given gradients, several at once.</summary>
public sealed class WeightedTargetTests
{
    [Fact]
    public void A_one_hot_gradient_is_the_element()
    {
        using Forked network = ForkedNetwork.Run();
        network.Backward(network.Fc[2], network.Data);
        float[] expected = network.Data.Gradient.Span.ToArray();
        network.Backward(network.Fc.Weighted(new Tensor([1, 5], new float[] { 0, 0, 1, 0, 0 })), network.Data);
        Assert.Equal(expected, network.Data.Gradient.Span.ToArray());
    }

    [Fact]
    public void Targets_behind_each_other_add_up()
    {
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(2) })
        {
            using (device)
            {
                using Mixed network = MixedNetwork.Load(device);
                network.Forward();
                Tensor ofScores = new([1, 7], new float[] { 1, -2, 0.5f, 0, 3, 0, 1 }), ofSum = new(network.Sum_Relu.Shape);
                for (int i = 0; i < ofSum.Shape.Count; i++)
                    ofSum[i] = i % 7 - 3;
                network.Backward(network.Fc2.Weighted(ofScores), network.Squeeze_Relu);
                float[] first = network.Squeeze_Relu.Gradient.Span.ToArray();
                network.Backward(network.Sum_Relu.Weighted(ofSum), network.Squeeze_Relu);
                float[] second = network.Squeeze_Relu.Gradient.Span.ToArray();
                network.Backward([network.Fc2.Weighted(ofScores), network.Sum_Relu.Weighted(ofSum)], [network.Squeeze_Relu]);
                Close.Relative([.. first.Zip(second, (a, b) => a + b)], network.Squeeze_Relu.Gradient.Span, 1e-5, device.ToString());
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_an_error()
    {
        using Forked network = ForkedNetwork.Run();
        Assert.Contains("1×5", Assert.Throws<ArgumentException>(() => network.Fc.Weighted(new Tensor([5]))).Message, StringComparison.Ordinal);
        Assert.Contains("two targets", Assert.Throws<ArgumentException>(() => network.Backward([network.Fc[1], network.Fc[2]], [network.Data])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => network.Fc.Weighted(new Tensor([1, 5])).ElementOf(0));
    }
}
