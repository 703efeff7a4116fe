using CaffeSharpGen.Imaging;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.GradCam.Tests;

/// <summary>The original's classification script on tiny networks: every tensor it computes and every picture it writes.</summary>
public sealed class ClassificationTests
{
    private const double Tolerance = 1e-5, GuidedTolerance = 2e-3;

    public static TheoryData<string, string> Networks => new()
    {
        { "vgg16_tiny", "simd" }, { "vgg16_tiny", "scalar" }, { "vgg16_tiny", "cuda" },
        { "alexnet_tiny_v1trainval", "simd" }, { "alexnet_tiny_v1trainval", "scalar" }, { "alexnet_tiny_v1trainval", "cuda" },
        { "alexnet_tiny", "simd" },
    };

    /// <summary>The same, and with every width of vector that the processor has.</summary>
    public static TheoryData<string, string> NetworksOfEveryWidth => new(
    [
        .. Networks.Select(row => (row.Data.Item1, row.Data.Item2)),
        .. from name in new[] { "vgg16_tiny", "alexnet_tiny_v1trainval" } from bits in DeviceOfWidth.Widths select (name, $"{bits}"),
    ]);

    [Theory]
    [MemberData(nameof(NetworksOfEveryWidth))]
    public void Logits_and_activations(string name, string kernels)
    {
        using Case test = new(name, kernels);
        Close.Relative(
            test.Golden("output.npy").Floats, test.Network.Layers.Single(layer => layer.Name == "fc8").Outputs[0].Activation.Span,
            Tolerance, "logits");
        Close.Relative(test.Golden("activations.npy").Floats, test.Layer(test.DefaultLayer).Activation.Span, Tolerance, "activations");
    }

    [Theory]
    [MemberData(nameof(NetworksOfEveryWidth))]
    public void Tensors_of_every_label(string name, string kernels)
    {
        using Case test = new(name, kernels);
        foreach (string folder in test.Labels)
        {
            int label = test.LabelOf(folder);
            Hook layer = test.Layer(test.DefaultLayer);
            Explanation cam = Explain.GradCam(test.Network, layer, test.Logit(label));
            Close.Relative(test.Golden(folder, "gradients.npy").Floats, layer.Gradient.Span, Tolerance, $"{folder} gradients");
            Close.Relative(test.Golden(folder, "gcam_raw.npy").Floats, cam.Map.Span, Tolerance, $"{folder} map");
            Close.Relative(test.Golden(folder, "gcam.npy").Floats, cam.AtInputSize().Span, Tolerance, $"{folder} scaled map");

            Explanation guided = Explain.GuidedBackprop(test.Network, test.Logit(label));
            Assert.InRange(Close.RelativeRms(test.Golden(folder, "gb_viz.npy").Floats, guided.Map.Span), 0, GuidedTolerance);
            Explanation both = Explain.GuidedGradCam(guided, cam);
            float[] expected = test.Golden(folder, "gb_gcam.npy").Floats;
            if (expected.Any(value => value != 0))
                Assert.InRange(Close.RelativeRms(expected, both.Map.Span), 0, GuidedTolerance);
            else
                Assert.All(both.Map.Span.ToArray(), value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Pictures_of_every_label(string name, string kernels)
    {
        using Case test = new(name, kernels);
        foreach (string folder in test.Labels)
        {
            int label = test.LabelOf(folder);
            Explanation cam = Explain.GradCam(test.Network, test.Layer(test.DefaultLayer), test.Logit(label));
            Explanation guided = Explain.GuidedBackprop(test.Network, test.Logit(label));
            test.ComparePicture(folder, $"classify_gcam_hm_{label}.png", cam.ToHeatMap());
            test.ComparePicture(folder, $"classify_gcam_{label}.png", cam.ToPicture());
            test.ComparePicture(folder, $"classify_gb_{label}.png", guided.ToPicture());
            test.ComparePicture(folder, $"classify_gb_gcam_{label}.png", Explain.GuidedGradCam(guided, cam).ToPicture());
        }
    }

    [Theory]
    [InlineData("layer_conv5_3", "conv5_3")]
    [InlineData("layer_pool4", "pool4")]
    [InlineData("layer_30", "relu5_3")]
    public void Other_layers_of_vgg16(string folder, string layer)
    {
        using Case test = new("vgg16_tiny", "simd");
        Hook at = test.Layer(layer);
        // Torch keeps one memory for a convolution and the rectifier in place behind it: its conv5_3 holds relu5_3's values.
        Explanation cam = Explain.GradCam(test.Network, at, test.Logit(243), asCaffeStoresIt: true);
        Close.Relative(test.Golden(folder, "activations.npy").Floats, at.AsCaffeStoresIt.Activation.Span, Tolerance, "activations");
        Close.Relative(test.Golden(folder, "gradients.npy").Floats, at.Gradient.Span, Tolerance, "gradients");
        Close.Relative(test.Golden(folder, "gcam_raw.npy").Floats, cam.Map.Span, Tolerance, "map");
    }

    [Fact]
    public void Label_14_has_an_empty_map()
    {
        using Case test = new("vgg16_tiny", "simd");
        Explanation cam = Explain.GradCam(test.Network, test.Layer("relu5_3"), test.Logit(14));
        Assert.All(cam.Map.Span.ToArray(), value => Assert.Equal(0, value));
    }

    /// <summary>A network of the goldens after its forward pass on their image.</summary>
    private sealed class Case : IDisposable
    {
        private readonly string folder;
        private readonly Device device;

        public Case(string name, string kernels)
        {
            string weights = SharedFolder.Require("golden", "models", $"{name}.caffemodel");
            // Both AlexNet files hold the same weights and must give the same results.
            folder = name == "alexnet_tiny" ? "alexnet_tiny_v1trainval" : name;
            device = kernels switch
            {
                "scalar" => Device.Scalar(),
                "simd" => Device.Cpu(2),
                "cuda" => DoubleGpu.Open(),
                _ => DeviceOfWidth.Cpu(int.Parse(kernels)),
            };
            Network = name switch
            {
                "vgg16_tiny" => Vgg16Tiny.Load(weights, device),
                "alexnet_tiny" => AlexNetTiny.Load(weights, device),
                _ => AlexNetTinyTrainval.Load(weights, device),
            };
            DefaultLayer = name == "vgg16_tiny" ? "relu5_3" : "relu5";
            Network.Inputs.Single().Set(Golden("img.npy").Floats);
            Network.Forward();
        }

        public Network Network { get; }

        public string DefaultLayer { get; }

        public IEnumerable<string> Labels =>
            Directory.GetDirectories(SharedFolder.Require("golden", "classification", folder), "label*")
                .Select(path => Path.GetFileName(path)!).Order();

        public int LabelOf(string label) => label == "labelPred"
            ? Layer("fc8").Top(1)[0].Index + 1
            : int.Parse(label["label".Length..]);

        public Npy Golden(params string[] parts) => Npy.Load(SharedFolder.Require(["golden", "classification", folder, .. parts]));

        public Hook Layer(string name) => Network.TryGetHook(name, out Hook? hook) ? hook : throw new ArgumentException(name);

        public Target Logit(int torchLabel) => new(Layer("fc8"), torchLabel - 1);

        public void ComparePicture(string label, string file, Picture actual)
        {
            using Picture expected = Picture.Load(SharedFolder.Require("golden", "classification", folder, label, file));
            Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
            // Truncation may fall on the other side for a value that differs in its last digit: one gray level, in few places.
            int different = 0;
            for (int i = 0; i < expected.Rgb.Length; i++)
            {
                int distance = Math.Abs(expected.Rgb[i] - actual.Rgb[i]);
                Assert.True(distance <= 1, $"{label}/{file}: byte {i} is {actual.Rgb[i]}, expected {expected.Rgb[i]}");
                different += distance > 0 ? 1 : 0;
            }
            Assert.InRange(different, 0, expected.Rgb.Length / 1000);
        }

        public void Dispose()
        {
            Network.Dispose();
            device.Dispose();
        }
    }
}
