using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Reports 33 and 60 of <c>../shared/field</c>, with numbers: the layers of segmentation networks, as their forks compute them.</summary>
public sealed class SegmentationFieldTests
{
    public static TheoryData<bool> Devices => [false, true];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Report_60_interpolates_as_DeepLab(bool isScalar)
    {
        NetworkDefinition definition = Compile("60-interp", "sizes.prototxt");
        using var weights = new MemoryWeights([]);
        using Device device = isScalar ? Device.Scalar() : Device.Cpu(2);
        using var network = new Network(definition, weights, device);
        network.Inputs["data"].Set([0, 1, 2, 10, 20, 30]);
        network.Forward();
        Assert.Equal([0, 0.5f, 1, 1.5f, 2, 5, 7.75f, 10.5f, 13.25f, 16, 10, 15, 20, 25, 30], Rows(network, "to", 0, 3));
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1, 1.25f, 1.5f, 1.75f, 2], Rows(network, "zoom", 0));
        Assert.Equal([2.5f, 3.3125f, 4.125f, 4.9375f, 5.75f, 6.5625f, 7.375f, 8.1875f, 9], Rows(network, "zoom", 1));
        Close.Relative(
            [5, 5.916667f, 6.833333f, 7.75f, 8.666667f, 9.583333f, 10.5f, 11.416667f, 12.333333f, 13.25f, 14.166667f, 15.083333f, 16],
            Rows(network, "both", 3), 1e-6, "both");
        float[] cut = Rows(network, "cut", 0, 5);
        Close.Relative([3.3125f, 3.921875f, 4.53125f, 5.140625f, 5.75f], cut.AsSpan(0, 5), 1e-6, "cut");
        Assert.Equal((8.1875f, 9.4375f, 21.0625f), (cut[8], cut[36], cut[44]));
    }

    /// <summary>The gradient spreads with the same weights.</summary>
    [Theory]
    [MemberData(nameof(Devices))]
    public void Report_60_carries_gradients_back(bool isScalar)
    {
        NetworkDefinition definition = Compile("60-interp", "sizes.prototxt");
        using var weights = new MemoryWeights([]);
        using Device device = isScalar ? Device.Scalar() : Device.Cpu(2);
        using var network = new Network(definition, weights, device);
        network.Inputs["data"].Set([0, 1, 2, 10, 20, 30]);
        network.Forward();
        Hook data = network.Inputs["data"], to = network["to"];
        var ones = new Tensor(to.Shape);
        for (int i = 0; i < ones.Shape.Count; i++)
            ones[i] = 1;
        network.Backward([new Target(to, ones)], [data], ReluRule.Standard);
        // Rows 1 + ½, columns 1½, 2, 1½.
        Assert.Equal([2.25f, 3, 2.25f, 2.25f, 3, 2.25f], data.Gradient.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Report_33_normalizes_pools_and_unpools_as_SegNet(bool isScalar)
    {
        NetworkDefinition definition = Compile("33-fork-layers", "segnet.prototxt");
        // Each channel of conv1 is the first of the picture; scale and shift have the shape of the fork's files.
        var filters = new Tensor(Shape.Of(4, 3, 3, 3));
        for (int channel = 0; channel < 4; channel++)
            filters[channel * 27 + 4] = 1;
        using var weights = new MemoryWeights(
        [
            new LayerTensors("conv1", "Convolution", [filters, new Tensor(Shape.Of(4))]),
            new LayerTensors("conv1_bn", "BN", [Of([1, 4, 1, 1], 1, 2, 3, 4), Of([1, 4, 1, 1], 0, 0, 0, -4)]),
            new LayerTensors("score", "Convolution", [Of([2, 4, 1, 1], 1, 1, 1, 0, 0, 0, 0, 1), new Tensor(Shape.Of(2))]),
        ]);
        using Device device = isScalar ? Device.Scalar() : Device.Cpu(2);
        using var network = new Network(definition, weights, device);
        float[] picture = new float[3 * 64];
        for (int i = 0; i < 64; i++)
            picture[i] = (i * 29 + 7) % 64 / 16f - 1;
        network.Inputs["data"].Set(picture);
        network.Forward();
        float[] up = network["up1"].Activation.Span.ToArray(), score = network["score"].Activation.Span.ToArray();
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                int[] window = [.. Enumerable.Range(0, 4).Select(i => (y / 2 * 2 + i / 2) * 8 + x / 2 * 2 + i % 2)];
                int largest = window.MaxBy(i => picture[i]), at = y * 8 + x;
                float value = at == largest ? Math.Max(picture[at], 0) : 0;
                Assert.Equal((value, 3 * value), (up[at], up[128 + at]), Pairs);
                Assert.Equal(at == largest ? Math.Max(4 * picture[at] - 4, 0) : 0, up[192 + at], 1e-6f);
                Assert.Equal(6 * value, score[at], 1e-5f);
            }
        }
    }

    [Theory]
    [InlineData("", "bn_mode: INFERENCE")]
    [InlineData("bn_param { }", "eps: 1e-5")]
    public void A_BN_that_nothing_tells_of_asks(string fields, string wayOut)
    {
        PrototxtException wrong = Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(
            $"input: 'data' input_shape {{ dim: 1 dim: 2 dim: 3 dim: 3 }} layer {{ name: 'b' type: 'BN' bottom: 'data' top: 'b' {fields} }}"));
        Assert.Contains(wayOut, wrong.Message, StringComparison.Ordinal);
    }

    // A filler fits any dialect, and yet only one knows it.
    [Theory]
    [InlineData("bn_mode: INFERENCE", 2)]
    [InlineData("slope_filler { value: 1 } frozen: true", 4)]
    [InlineData("slope_filler { value: 1 }", 4)]
    [InlineData("engine: CUDNN", 4)]
    public void The_fields_tell_whose_BN_it_is(string fields, int weights)
    {
        NetworkDefinition definition = CompiledPrototxt.Parse(
            "input: 'data' input_shape { dim: 1 dim: 2 dim: 3 dim: 3 } "
            + $"layer {{ name: 'b' type: 'BN' bottom: 'data' top: 'b' bn_param {{ {fields} }} }}").Definition;
        Assert.Equal(weights, definition.Steps.Single().Weights.Length);
    }

    private static IEqualityComparer<(float, float)> Pairs => EqualityComparer<(float, float)>.Create(
        (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-5);

    private static Tensor Of(Shape shape, params float[] values) => new(shape, values);

    private static NetworkDefinition Compile(params string[] file) =>
        CompiledPrototxt.Parse(File.ReadAllText(SharedFolder.Require(["field", .. file]))).Definition;

    private static float[] Rows(Network network, string name, int row, int count = 1)
    {
        Hook hook = network[name];
        return hook.Activation.Span.Slice(row * hook.Shape.Width, count * hook.Shape.Width).ToArray();
    }
}
