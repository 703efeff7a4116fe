using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>
/// A convolution of infinity leaves NaN (0·∞) in the lanes beyond its channels. Layers that read whole blocks must not see it.
/// </summary>
public sealed class LanesBeyondChannelsTests
{
    private const string Input = "input: 'data' input_shape { dim: 2 dim: 1 dim: 3 dim: 3 } ";

    [Theory]
    [InlineData("Convolution", 5, "num_output: 1 kernel_size: 3 pad: 1")]
    [InlineData("Convolution", 21, "num_output: 3 kernel_size: 1")]
    [InlineData("Deconvolution", 1, "num_output: 1 kernel_size: 3 stride: 3 pad: 1 dilation: 2")]
    [InlineData("Deconvolution", 17, "num_output: 2 kernel_size: 4 stride: 2 pad: 1")]
    public void Infinity_stays_infinity(string type, int channels, string parameters)
    {
        string text = Input
            + $"layer {{ name: 'first' type: 'Convolution' bottom: 'data' top: 'first' convolution_param {{ num_output: {channels} kernel_size: 1 }} }} "
            + $"layer {{ name: 'second' type: '{type}' bottom: 'first' top: 'second' convolution_param {{ {parameters} }} }}";
        NetworkDefinition definition = CompiledPrototxt.Parse(text).Definition;
        using var device = Device.Scalar();
        float[] expected = Run(definition, device);
        Assert.Contains(float.NegativeInfinity, expected);
        foreach (int bits in new[] { 128, 256, 512 })
        {
            using Device? fast = TryWidth(bits);
            if (fast is not null)
                Assert.Equal(expected, Run(definition, fast), Close);
        }
    }

    // A processor without wide vectors has narrow ones.
    private static Device? TryWidth(int bits)
    {
        try
        {
            return Device.Cpu(threads: 2, vectorBits: bits);
        }
        catch (PlatformNotSupportedException) when (bits > 128)
        {
            return null;
        }
    }

    private static bool Close(float expected, float actual) => expected.Equals(actual) || Math.Abs(expected - actual) < 1e-5;

    private static float[] Run(NetworkDefinition definition, Device device)
    {
        LayerTensors[] layers = [.. definition.Steps.Where(step => step.Weights.Length > 0).Select(step =>
            new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(Positive)]))];
        using var network = new Network(definition, new MemoryWeights(layers), device, batchSize: 2);
        // One image has it, the other one does not.
        network.Inputs[0].Set([.. Enumerable.Range(0, 18).Select(i => i == 4 ? float.NegativeInfinity : i / 8f)]);
        network.Forward();
        return network["second"].Activation.Span.ToArray();
    }

    private static Tensor Positive(Shape shape)
    {
        var weights = new Tensor(shape);
        for (int i = 0; i < weights.Span.Length; i++)
            weights.Span[i] = (i % 7 + 1) / 8f;
        return weights;
    }
}
