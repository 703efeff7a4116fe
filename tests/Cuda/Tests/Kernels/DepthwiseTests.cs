using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Convolution;
using CaffeSharpGen.Cuda.Kernels;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Depthwise convolutions from the image to the map and back.</summary>
[Collection(nameof(Gpu))]
public sealed class DepthwiseTests(KernelDevice gpu) : IClassFixture<KernelDevice>
{
    public static TheoryData<int, int, int, int, int, int, int, int, int, bool> Sizes => new()
    {
        // images, channels, multiplier, height, width, kernel, stride, pad, dilation
        { 2, 3, 1, 7, 5, 3, 1, 1, 1, false },
        { 2, 2, 3, 9, 8, 3, 2, 1, 2, true },
        { 1, 5, 2, 4, 4, 1, 1, 0, 1, false },
        { 3, 2, 1, 11, 13, 5, 3, 2, 1, true },
        { 1, 1, 1, 1, 1, 3, 1, 1, 1, false },
        { 1, 3, 1, 31, 29, 3, 2, 0, 1, true },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Both_ways_are_those_of_plain_loops(
        int images, int channels, int multiplier, int h, int w, int kernel, int stride, int pad, int dilation, bool descending)
    {
        using var bench = new KernelBench(gpu, descending);
        var random = new Random(h * w);
        int filters = channels * multiplier, kernelW = kernel == 5 ? 3 : kernel;
        int outputH = (h + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1, outputW = (w + 2 * pad - dilation * (kernelW - 1) - 1) / stride + 1;
        float[] x = Sample.Of(random, images * channels * h * w), weights = Sample.Of(random, filters * kernel * kernelW);
        float[] mapBias = Sample.Of(random, filters), imageBias = Sample.Of(random, channels), dy = Sample.Of(random, images * filters * outputH * outputW);
        double[] map = new double[dy.Length], image = new double[x.Length];
        for (int i = 0; i < map.Length; i++)
        {
            int column = i % outputW, row = i / outputW % outputH, filter = i / (outputH * outputW) % filters, n = i / (filters * outputH * outputW);
            for (int k = 0; k < kernel * kernelW; k++)
            {
                int y = row * stride - pad + k / kernelW * dilation, z = column * stride - pad + k % kernelW * dilation;
                if (y < 0 || y >= h || z < 0 || z >= w)
                    continue;
                int at = ((n * channels + filter / multiplier) * h + y) * w + z;
                map[i] += (double)x[at] * weights[filter * kernel * kernelW + k];
                image[at] += (double)dy[i] * weights[filter * kernel * kernelW + k];
            }
        }
        foreach ((bool add, bool hasBias, int gap) in new[] { (false, true, 0), (true, false, 3) })
        {
            float[] beforeMap = Sample.Of(random, dy.Length), beforeImage = Sample.Of(random, x.Length);
            Placed onX = bench.Put(x, images, gap, gap), onY = bench.Put(beforeMap, images, gap, gap);
            Placed onDy = bench.Put(dy, images, gap, gap), onDx = bench.Put(beforeImage, images, gap, gap);
            DepthwiseArguments arguments = new()
            {
                X = onX.View,
                Y = onY.View,
                Weights = bench.Put(weights),
                Bias = hasBias ? bench.Put(mapBias) : 0,
                Channels = channels,
                Multiplier = multiplier,
                H = h,
                W = w,
                OutputH = outputH,
                OutputW = outputW,
                KernelH = kernel,
                KernelW = kernelW,
                StrideH = stride,
                StrideW = stride,
                PadH = pad,
                PadW = pad,
                DilationH = dilation,
                DilationW = dilation,
                Add = add ? 1 : 0,
                Images = images,
            };
            bench.Launch(new DepthwiseArguments.Forward(arguments), filters * outputH * outputW, images);
            Near.Equal(Expected(map, beforeMap, add, hasBias ? mapBias : null, outputH * outputW), onY.Values(), 5e-7, "map");
            arguments = arguments with { X = onDx.View, Y = onDy.View, Bias = hasBias ? bench.Put(imageBias) : 0 };
            bench.Launch(new DepthwiseArguments.Transposed(arguments), channels * h * w, images);
            Near.Equal(Expected(image, beforeImage, add, hasBias ? imageBias : null, h * w), onDx.Values(), 7e-7, "image");
        }
    }

    private static float[] Expected(double[] sums, float[] before, bool add, float[]? bias, int plane) =>
        [.. sums.Select((sum, i) => (float)(sum + (add ? before[i] : 0) + (bias is null ? 0 : bias[i / plane % bias.Length])))];
}
