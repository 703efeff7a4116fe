using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution.Products;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>A convolution to test, with random values of its own and sums in double by plain loops.</summary>
internal sealed class ConvolutionCase
{
    private double[]? forward;
    private double[]? backward;

    public ConvolutionCase(
        int number, int channels, int height, int width, int outputs, (int H, int W) kernel, int stride = 1, int pad = 0, int dilation = 1, int group = 1, bool planar = false)
    {
        int mapHeight = (height + 2 * pad - dilation * (kernel.H - 1) - 1) / stride + 1, mapWidth = (width + 2 * pad - dilation * (kernel.W - 1) - 1) / stride + 1;
        Sizes = new Correlation(
            [number, channels, height, width], [number, outputs, mapHeight, mapWidth], kernel.H, kernel.W, stride, stride, pad, pad, dilation, dilation, group);
        Planar = planar;
        var random = new Random(HashCode.Combine(channels, height, outputs, kernel));
        Image = Values(random, Sizes.Image.Count);
        Map = Values(random, Sizes.Map.Count);
        Weights = Values(random, outputs * channels / group * Sizes.Taps);
        Scale = [.. Enumerable.Range(0, outputs).Select(_ => 0.5f + random.NextSingle())];
    }

    public Correlation Sizes { get; }

    public bool Planar { get; }

    public float[] Image { get; }

    public float[] Map { get; }

    public float[] Weights { get; }

    public float[] Scale { get; }

    public override string ToString() =>
        $"{Sizes.Image} → {Sizes.Map}, {Sizes.KernelH}×{Sizes.KernelW} s{Sizes.StrideH} p{Sizes.PadH} d{Sizes.DilationH} g{Sizes.Group}{(Planar ? " planar" : "")}";

    public static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];

    /// <summary>Images to maps.</summary>
    public double[] Forward() => forward ??= SumForward();

    /// <summary>Maps to images.</summary>
    public double[] Backward() => backward ??= SumBackward();

    private double[] SumForward()
    {
        double[] maps = new double[Sizes.Map.Count];
        ForEachTerm((image, map, weight, output) => maps[map] += (double)Image[image] * Weights[weight] * Scale[output]);
        return maps;
    }

    private double[] SumBackward()
    {
        double[] images = new double[Sizes.Image.Count];
        ForEachTerm((image, map, weight, output) => images[image] += (double)Map[map] * Weights[weight] * Scale[output]);
        return images;
    }

    private void ForEachTerm(Action<int, int, int, int> term)
    {
        (int channels, int outputs) = (Sizes.Image.Channels / Sizes.Group, Sizes.Map.Channels / Sizes.Group);
        for (int n = 0; n < Sizes.Map.BatchSize; n++)
            for (int o = 0; o < Sizes.Map.Channels; o++)
                for (int c = 0; c < channels; c++)
                    for (int kh = 0; kh < Sizes.KernelH; kh++)
                        for (int kw = 0; kw < Sizes.KernelW; kw++)
                            for (int y = 0; y < Sizes.Map.Height; y++)
                                for (int x = 0; x < Sizes.Map.Width; x++)
                                {
                                    int h = y * Sizes.StrideH + kh * Sizes.DilationH - Sizes.PadH, w = x * Sizes.StrideW + kw * Sizes.DilationW - Sizes.PadW;
                                    if (h < 0 || w < 0 || h >= Sizes.Image.Height || w >= Sizes.Image.Width)
                                        continue;
                                    term(
                                        ((n * Sizes.Image.Channels + o / outputs * channels + c) * Sizes.Image.Height + h) * Sizes.Image.Width + w,
                                        ((n * Sizes.Map.Channels + o) * Sizes.Map.Height + y) * Sizes.Map.Width + x,
                                        (o * channels + c) * Sizes.Taps + kh * Sizes.KernelW + kw, o);
                                }
    }
}
