using CaffeSharpGen.Tests;

namespace CaffeSharpGen.GradCam.Tests;

/// <summary>A real ImageNet network on real photographs, against OpenCV's and PyTorch's results for the same inputs.</summary>
public sealed class SqueezeNetTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("cat_dog")]
    [InlineData("tabbycat_dog")]
    [InlineData("firehydrants")]
    [InlineData("bathroom")]
    [InlineData("cat_dog", "cuda")]
    [InlineData("tabbycat_dog", "cuda")]
    [InlineData("firehydrants", "cuda")]
    [InlineData("bathroom", "cuda")]
    public void Logits_and_probabilities(string photo, string device = "cpu")
    {
        using Case test = new(photo, device);
        SqueezeNet net = test.Network;
        Close.Relative(Golden($"{photo}_logits_opencv.npy"), net.Pool10.Activation.Span, 2e-5, "logits");
        Close.Relative(Golden($"{photo}_softmax.npy"), net.Prob.Activation.Span, 2e-5, "probabilities");
    }

    [Fact]
    public void Five_best_of_cat_and_dog()
    {
        using Case test = new("cat_dog");
        SqueezeNet net = test.Network;
        Assert.Equal([243, 282, 292, 281, 254], net.Prob.Top(5).Select(score => score.Index));
    }

    [Theory]
    [InlineData("cat_dog", 242)]
    [InlineData("cat_dog", 281)]
    [InlineData("cat_dog", 282)]
    [InlineData("tabbycat_dog", 242)]
    [InlineData("tabbycat_dog", 281)]
    [InlineData("tabbycat_dog", 282)]
    [InlineData("cat_dog", 242, "cuda")]
    [InlineData("tabbycat_dog", 281, "cuda")]
    public void Maps(string photo, int label, string device = "cpu")
    {
        using Case test = new(photo, device);
        SqueezeNet net = test.Network;
        // A class is explained by its score: naming the probability means the same.
        Explanation last = net.GradCam(net.Relu_Conv10, net.Prob[label]);
        Close.Relative(Golden($"{photo}_relu_conv_final_label{label}_map.npy"), last.Map.Span, Tolerance, "relu_conv_final");
        Explanation fire = net.GradCam(net.Fire9_Concat, net.Pool10[label]);
        Close.Relative(Golden($"{photo}_fire9_concat_label{label}_map.npy"), fire.Map.Span, Tolerance, "fire9/concat");
    }

    [Theory]
    [InlineData(242)]
    [InlineData(281)]
    [InlineData(282)]
    [InlineData(282, "cuda")]
    public void Weights_and_activations(int label, string device = "cpu")
    {
        using Case test = new("cat_dog", device);
        SqueezeNet net = test.Network;
        net.Backward(net.Pool10[label], net.Fire9_Concat);
        float[] sums = new float[net.Fire9_Concat.Channels];
        for (int channel = 0; channel < sums.Length; channel++)
            sums[channel] = (float)net.Fire9_Concat.Gradient.Plane(0, channel).ToArray().Sum(value => (double)value);
        Close.Relative(Golden($"cat_dog_fire9_concat_label{label}_weights.npy"), sums, Tolerance, "weights");
        Close.Relative(Golden("cat_dog_fire9_concat_activations.npy"), net.Fire9_Concat.Activation.Span, Tolerance, "activations");
    }

    [Theory]
    [InlineData(242)]
    [InlineData(281)]
    [InlineData(282)]
    [InlineData(282, "cuda")]
    public void Guided_backprop(int label, string device = "cpu")
    {
        using Case test = new("cat_dog", device);
        SqueezeNet net = test.Network;
        net.Backward(net.Pool10[label], net.Data, ReluRule.Guided);
        Assert.InRange(Close.RelativeRms(Golden($"cat_dog_label{label}_guided_backprop.npy"), net.Data.Gradient.Span), 0, 2e-3);
    }

    [Fact]
    public void Gradient_at_the_input()
    {
        using Case test = new("cat_dog");
        SqueezeNet net = test.Network;
        net.Backward(net.Pool10[242], net.Data);
        Assert.InRange(Close.RelativeRms(Golden("cat_dog_label242_inputgrad.npy"), net.Data.Gradient.Span), 0, 2e-3);
    }

    private static float[] Golden(string file) => Npy.Load(SharedFolder.Require("golden", "squeezenet", file)).Floats;

    /// <summary>The network after its forward pass on a photograph.</summary>
    private sealed class Case : IDisposable
    {
        private readonly Device device;

        public Case(string photo, string device = "cpu")
        {
            string weights = SharedFolder.Require("golden", "squeezenet", "official", "squeezenet_v1.0.caffemodel");
            this.device = device == "cuda" ? DoubleGpu.Open() : Device.Cpu();
            Network = SqueezeNet.Load(weights, this.device);
            Network.Data.Set(Golden($"{photo}_input.npy"));
            Network.Forward();
        }

        public SqueezeNet Network { get; }

        public void Dispose()
        {
            Network.Dispose();
            device.Dispose();
        }
    }
}
