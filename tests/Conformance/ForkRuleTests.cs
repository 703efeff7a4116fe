using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Conformance;

/// <summary>Numbers of fields that few networks have (field reports 01, 04 and 07), against Caffe's rules written out, on every device.</summary>
public sealed class ForkRuleTests
{
    // Report 01: rbgirshick/caffe-fast-rcnn multiplies by what training kept.
    [Theory]
    [InlineData("dropout_ratio: 0.25 scale_train: false", 0.75f)]
    [InlineData("scale_train: false", 0.5f)]
    [InlineData("dropout_ratio: 0 scale_train: false", 1f)]
    [InlineData("dropout_ratio: 0.25 scale_train: true", 1f)]
    [InlineData("dropout_ratio: 0.25", 1f)]
    public void Dropout_that_was_not_scaled_in_training_scales_in_use(string fields, float scale)
    {
        ExampleLayer layer = Compile("Dropout", $"dropout_param {{ {fields} }}", 1, [1, 4]);
        foreach (Device device in Devices())
        {
            using (device)
            using (BoundLayer operation = layer.On(device))
            {
                Assert.Equal([4 * scale, 8 * scale, -2 * scale, 0], operation.Forward([[4, 8, -2, 0]])[0]);
                Assert.Equal([0, scale, 0, 0], operation.Backward(ReluRule.Standard, [[0, 1, 0, 0]])[0]);
            }
        }
    }

    // Reports 04 and 07. Windows that clipping leaves out, windows without any position, windows that begin beyond the plane.
    [Theory]
    [InlineData(6, 6, 3, 1, 2, 2, 1, 0, "", 4, 3)]
    [InlineData(6, 6, 1, 3, 2, 2, 0, 1, "", 3, 4)]
    [InlineData(6, 6, 3, 1, 2, 2, 0, 0, "", 3, 4)]
    [InlineData(6, 6, 1, 1, 4, 4, 0, 0, "", 3, 3)]
    [InlineData(7, 6, 2, 1, 5, 4, 0, 0, "", 2, 3)]
    [InlineData(6, 7, 3, 3, 2, 2, 1, 1, "ceil_mode: false", 3, 4)]
    [InlineData(6, 7, 3, 3, 2, 2, 0, 0, "round_below: true", 2, 3)]
    [InlineData(9, 7, 1, 3, 3, 3, 0, 2, "ceil_mode: true", 3, 3)]
    public void Pooling_has_the_sizes_and_numbers_of_Caffe(
        int height, int width, int kernelH, int kernelW, int strideH, int strideW, int padH, int padW, string rounding, int outputHeight, int outputWidth)
    {
        const int Channels = 19;
        foreach (bool isMax in new[] { true, false })
        {
            string fields = $"pool: {(isMax ? "MAX" : "AVE")} kernel_h: {kernelH} kernel_w: {kernelW} stride_h: {strideH} stride_w: {strideW} pad_h: {padH} pad_w: {padW} {rounding}";
            ExampleLayer layer = Compile("Pooling", $"pooling_param {{ {fields} }}", isMax ? 2 : 1, [1, Channels, height, width]);
            Assert.Equal(Shape.Of(1, Channels, outputHeight, outputWidth), layer.OutputShapes[0]);
            float[] x = layer.Inputs[0], gradient = layer.RandomGradient(Channels * outputHeight * outputWidth);
            float[] expected = new float[gradient.Length], positions = new float[gradient.Length], expectedGradient = new float[x.Length];
            for (int i = 0; i < gradient.Length; i++)
            {
                int plane = i / (outputHeight * outputWidth) * height * width;
                int top = i / outputWidth % outputHeight * strideH - padH, left = i % outputWidth * strideW - padW;
                int bottom = Math.Min(top + kernelH, height + padH), right = Math.Min(left + kernelW, width + padW), area = (bottom - top) * (right - left);
                int[] window = [.. from h in Range(Math.Max(top, 0), Math.Min(bottom, height)) from w in Range(Math.Max(left, 0), Math.Min(right, width)) select h * width + w];
                int largest = window.Length == 0 ? -1 : window.MaxBy(position => x[plane + position]);
                positions[i] = largest;
                expected[i] = !isMax ? window.Sum(position => x[plane + position]) / area : largest < 0 ? -float.MaxValue : x[plane + largest];
                foreach (int position in isMax ? window.Where(position => position == largest) : window)
                    expectedGradient[plane + position] += isMax ? gradient[i] : gradient[i] / area;
            }
            foreach (Device device in Devices())
            {
                using (device)
                using (BoundLayer operation = layer.On(device))
                {
                    float[][] actual = operation.Forward(layer.Inputs);
                    RequireClose(expected, actual[0]);
                    if (isMax)
                        Assert.Equal(positions, actual[1]);
                    Close.Relative(expectedGradient, operation.Backward(ReluRule.Standard, isMax ? [gradient, null] : [gradient])[0], 1e-5);
                }
            }
        }
    }

    private static IEnumerable<int> Range(int begin, int end) => Enumerable.Range(begin, Math.Max(0, end - begin));

    private static IEnumerable<Device> Devices() =>
    [
        Device.Scalar(), .. LayerTests.Devices.Select(device => new CpuDevice(CpuKernels.Simd, device.Threads) { TileWidth = device.TileWidth }),
    ];

    private static ExampleLayer Compile(string type, string parameters, int tops, int[] bottom) =>
        new(LayerTests.Definition(Dialect.Bvlc, type), new LayerExample(parameters, [.. bottom]) { Tops = tops });

    // Means of windows without any position are not numbers, or zero where they begin beyond the plane: as in Caffe.
    private static void RequireClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(float.IsNaN(expected[i]), float.IsNaN(actual[i]));
            Assert.True(float.IsNaN(expected[i]) || Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"{i}: {actual[i]}, not {expected[i]}");
        }
    }
}
