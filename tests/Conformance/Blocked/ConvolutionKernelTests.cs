using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Convolution;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>The convolutions of blocked values against plain loops in double, for every width of vector.</summary>
public sealed unsafe class ConvolutionKernelTests
{
    private static readonly ConvolutionCase[] cases =
    [
        // Products: flat, few positions, sampled, bordered, odd channels, groups, many terms.
        new(2, 20, 5, 7, 33, (1, 1)), new(1, 64, 9, 9, 48, (1, 1)), new(1, 16, 1, 1, 16, (1, 1)), new(1, 40, 1, 3, 17, (1, 1)), new(2, 32, 7, 6, 16, (1, 1), stride: 2),
        new(1, 17, 6, 6, 31, (1, 1), pad: 1), new(1, 18, 7, 5, 20, (1, 1), stride: 3, pad: 1), new(2, 64, 5, 5, 96, (1, 1), group: 2), new(1, 600, 3, 4, 40, (1, 1)),
        new(1, 8, 31, 17, 100, (1, 1)),
        // Kernels.
        new(2, 20, 9, 11, 35, (5, 5), pad: 2), new(1, 96, 9, 8, 64, (5, 5), pad: 2, group: 2), new(1, 33, 12, 10, 48, (3, 3), stride: 2, pad: 1),
        new(1, 16, 13, 13, 16, (3, 3), dilation: 2, pad: 2), new(1, 18, 10, 11, 20, (5, 3), stride: 2), new(1, 16, 8, 9, 16, (2, 4), stride: 3, pad: 1),
        new(2, 16, 5, 30, 24, (3, 3), stride: 4), new(1, 64, 6, 6, 48, (6, 6)), new(1, 16, 14, 14, 32, (7, 1), pad: 3), new(1, 3, 20, 20, 40, (7, 7), stride: 2, pad: 3),
        new(1, 100, 6, 7, 32, (3, 3), dilation: 2),
        // Stems.
        new(2, 3, 23, 25, 64, (3, 3), pad: 1, planar: true), new(1, 3, 30, 31, 40, (7, 7), stride: 2, pad: 3, planar: true), new(1, 3, 43, 39, 96, (11, 11), stride: 4, planar: true),
        new(1, 1, 12, 12, 20, (5, 5), planar: true), new(2, 4, 9, 9, 16, (3, 3), dilation: 2, pad: 1, planar: true), new(1, 2, 6, 5, 33, (1, 1), planar: true),
        // Stems by phases: kernels that become 3×3, 4×4 and 5×5, also with odd ones, borders on all sides, an image of one tile; strides that leave too little.
        new(2, 3, 61, 58, 40, (7, 7), stride: 2, pad: 3, planar: true), new(1, 4, 40, 37, 33, (8, 6), stride: 2, pad: 1, planar: true), new(2, 2, 33, 50, 17, (9, 9), stride: 2, pad: 4, planar: true),
        new(1, 3, 58, 55, 20, (12, 9), stride: 4, pad: 2, planar: true), new(1, 3, 11, 11, 16, (11, 11), stride: 4, planar: true), new(1, 1, 31, 9, 16, (9, 7), stride: 3, pad: 5, planar: true),
        new(1, 3, 20, 20, 16, (6, 6), stride: 3, planar: true), new(1, 2, 30, 30, 16, (21, 21), stride: 2, pad: 2, planar: true),
        // Few outputs, in one direction or the other.
        new(1, 40, 9, 10, 3, (3, 3), pad: 1), new(2, 20, 8, 9, 2, (5, 5), stride: 2, pad: 2), new(1, 24, 6, 40, 1, (3, 3), dilation: 2, pad: 2), new(1, 3, 12, 13, 20, (1, 1), stride: 2),
        new(2, 2, 21, 50, 18, (5, 3), stride: 3, pad: 1), new(1, 3, 5, 60, 33, (3, 3), pad: 3),
        // Channel by channel.
        new(2, 20, 9, 10, 20, (3, 3), pad: 1, group: 20), new(1, 32, 11, 8, 32, (3, 3), stride: 2, pad: 1, group: 32), new(1, 5, 7, 7, 5, (5, 3), dilation: 2, pad: 4, group: 5),
        // Groups that cut through blocks: 1×1 with few and many channels, few, odd and many outputs, a border, a stride, more taps, units of some groups and a rest.
        new(2, 12, 5, 7, 24, (1, 1), group: 3), new(1, 128, 6, 5, 128, (3, 3), pad: 1, group: 32), new(1, 240, 7, 7, 60, (1, 1), group: 3), new(1, 60, 5, 5, 240, (1, 1), group: 3),
        new(2, 9, 8, 7, 15, (3, 3), stride: 2, pad: 1, group: 3), new(1, 34, 9, 9, 46, (5, 5), pad: 2, group: 2), new(1, 35, 6, 7, 70, (3, 3), dilation: 2, pad: 2, group: 5),
        new(1, 22, 5, 6, 66, (1, 1), pad: 1, group: 11), new(2, 20, 12, 9, 40, (3, 3), stride: 3, group: 20), new(1, 96, 4, 30, 88, (2, 3), group: 4), new(1, 600, 3, 3, 300, (1, 1), group: 2),
        new(1, 40, 6, 6, 20, (3, 3), pad: 1, group: 20), new(1, 6, 1, 1, 6, (1, 1), group: 2), new(1, 30, 13, 12, 50, (4, 4), stride: 4, group: 10),
        // Backward, these are deconvolutions: strides as large as the kernel, half of it, and larger ones; many products.
        new(1, 21, 40, 41, 21, (16, 16), stride: 8), new(1, 5, 34, 30, 7, (10, 8), stride: 5, pad: 2), new(1, 21, 20, 20, 21, (4, 4), stride: 2, pad: 1, group: 21),
        new(1, 32, 12, 12, 64, (2, 2), stride: 2), new(1, 17, 19, 13, 20, (3, 3), stride: 6, pad: 1), new(2, 10, 24, 17, 15, (9, 8), stride: 4, pad: 1, group: 5),
        // 3×3, stride 1.
        new(1, 16, 8, 8, 16, (3, 3), pad: 1), new(2, 20, 9, 11, 35, (3, 3), pad: 1), new(1, 48, 13, 13, 64, (3, 3), pad: 1), new(1, 64, 7, 9, 48, (3, 3)),
        new(1, 18, 6, 5, 20, (3, 3), pad: 2), new(2, 64, 13, 13, 96, (3, 3), pad: 1, group: 2), new(1, 33, 1, 1, 16, (3, 3), pad: 1), new(1, 16, 3, 30, 16, (3, 3), pad: 1),
        // 4×4 and 5×5, stride 1.
        new(1, 20, 11, 10, 24, (4, 4), pad: 1), new(2, 16, 6, 9, 48, (4, 4)), new(1, 144, 12, 9, 40, (5, 5), pad: 2), new(1, 18, 5, 5, 20, (5, 5)), new(1, 16, 2, 21, 33, (5, 5), pad: 4),
        new(1, 130, 31, 30, 20, (4, 4), pad: 2),
        new(1, 16, 40, 41, 32, (3, 3), pad: 1), new(3, 144, 6, 6, 80, (3, 3), pad: 1), new(1, 16, 4, 4, 16, (3, 3), pad: 3),
    ];

    public static readonly TheoryData<int, int, bool> Cases = new(
        from index in Enumerable.Range(0, cases.Length)
        from width in new[] { 16, 8, 4 }
        from exact in new[] { false, true }
        select (index, width, exact));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_and_backward_sum_what_plain_loops_sum(int index, int width, bool exact)
    {
        ConvolutionCase sizes = cases[index];
        Accuracy accuracy = exact ? Accuracy.Exact : Accuracy.Fast;
        Close(sizes, sizes.Forward(), RunForward(sizes, width, 1, accuracy, new Options()), accuracy);
        Close(sizes, sizes.Backward(), RunBackward(sizes, width, 1, accuracy, new Options()), accuracy);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Threads_change_no_bit(int index, int width, bool exact)
    {
        ConvolutionCase sizes = cases[index];
        Accuracy accuracy = exact ? Accuracy.Exact : Accuracy.Fast;
        var options = new Options { Bias = true, Residual = true, Rectifier = Rectifier.ReLU, Slope = 0.25f, Bits = true };
        Assert.Equal(RunForward(sizes, width, 1, accuracy, options), RunForward(sizes, width, 3, accuracy, options));
        var mask = new Options { Accumulate = true, Mask = true, MaskSlope = 0.5f, Rule = ReluRule.Guided };
        Assert.Equal(RunBackward(sizes, width, 1, accuracy, mask), RunBackward(sizes, width, 3, accuracy, mask));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Epilogues_do_to_a_sum_what_they_say(int index, int width, bool exact)
    {
        ConvolutionCase sizes = cases[index];
        Accuracy accuracy = exact ? Accuracy.Exact : Accuracy.Fast;
        double[] forward = sizes.Forward(), backward = sizes.Backward();
        foreach (Options options in new Options[]
        {
            new() { Bias = true },
            new() { Bias = true, Rectifier = Rectifier.ReLU },
            new() { Rectifier = Rectifier.ReLU, Slope = 0.1f, Residual = true },
            new() { Bias = true, Rectifier = Rectifier.PReLU, Bits = true },
            new() { Bias = true, Residual = true, Rectifier = Rectifier.ReLU, Bits = true },
        })
            Close(sizes, options.Of(forward, sizes.Sizes.Map), RunForward(sizes, width, 2, accuracy, options), accuracy);
        foreach (Options options in new Options[]
        {
            new() { Accumulate = true },
            new() { Mask = true },
            new() { Mask = true, Rule = ReluRule.Guided, PReluMask = true },
            new() { Mask = true, Rule = ReluRule.Deconv, Accumulate = true },
            new() { Mask = true, MaskSlope = 0.3f, Accumulate = true },
            new() { Mask = true, MaskSlope = 0.3f, Rule = ReluRule.Guided, Accumulate = true },
        })
            Close(sizes, options.Of(backward, sizes.Sizes.Image), RunBackward(sizes, width, 2, accuracy, options), accuracy);
    }

    // Channels, size, outputs, kernel, stride, pad, group, whether planar: layers of AlexNet, GoogLeNet, VGG-16, SqueezeNet, ResNet-50, MobileNet.
    [Theory]
    [InlineData(3, 227, 96, 11, 4, 0, 1, true, "Winograd F(4×4, 3×3), fused, from planes by phases", "direct, along channels")]
    [InlineData(3, 224, 64, 7, 2, 3, 1, true, "Winograd F(3×3, 4×4), fused, from planes by phases", "direct, along channels")]
    [InlineData(3, 224, 64, 3, 1, 1, 1, true, "direct, from planes", "direct, along channels")]
    [InlineData(96, 27, 256, 5, 1, 2, 2, false, "Winograd F(2×2, 5×5), fused", "Winograd F(2×2, 5×5), fused")]
    [InlineData(64, 112, 64, 3, 1, 1, 1, false, "Winograd F(4×4, 3×3), fused", "Winograd F(4×4, 3×3), fused")]
    [InlineData(256, 56, 256, 3, 1, 1, 1, false, "Winograd F(4×4, 3×3), staged", "Winograd F(4×4, 3×3), staged")]
    [InlineData(512, 14, 512, 3, 1, 1, 1, false, "Winograd F(4×4, 3×3), staged, weights transformed while it runs", "Winograd F(4×4, 3×3), staged, weights transformed while it runs")]
    [InlineData(256, 14, 64, 3, 2, 1, 1, false, "direct", "direct")]
    [InlineData(32, 5, 32, 5, 1, 0, 1, false, "direct", "Winograd F(2×2, 5×5), fused")]
    [InlineData(256, 14, 64, 1, 1, 0, 1, false, "product", "product")]
    [InlineData(32, 14, 32, 3, 1, 1, 32, false, "depthwise", "depthwise")]
    [InlineData(128, 56, 128, 3, 1, 1, 32, false, "direct, group by group", "direct, group by group")]
    [InlineData(240, 28, 60, 1, 1, 0, 3, false, "product, group by group", "product, group by group")]
    public void Layers_run_by_their_algorithms(int channels, int size, int outputs, int kernel, int stride, int pad, int group, bool planar, string forward, string backward)
    {
        foreach (int width in new[] { 16, 8, 4 })
        {
            using var device = new CpuDevice(CpuKernels.Simd, 1) { TileWidth = width };
            int map = (size + 2 * pad - kernel) / stride + 1;
            var sizes = new Correlation([1, channels, size, size], [1, outputs, map, map], kernel, kernel, stride, stride, pad, pad, 1, 1, group);
            fixed (float* weights = new float[outputs * channels / group * kernel * kernel])
            {
                using ConvolutionKernel there = ConvolutionStrategy.Forward(sizes, weights, null, planar, Accuracy.Fast, device);
                using ConvolutionKernel back = ConvolutionStrategy.BackwardData(sizes, weights, null, Accuracy.Fast, device);
                using ConvolutionKernel exact = ConvolutionStrategy.Forward(sizes, weights, null, planar, Accuracy.Exact, device);
                Assert.Equal((forward, backward), (there.Algorithm, back.Algorithm));
                Assert.DoesNotContain("Winograd", exact.Algorithm, StringComparison.Ordinal);
            }
        }
    }

    private static float[] RunForward(ConvolutionCase sizes, int width, int threads, Accuracy accuracy, Options options)
    {
        using var device = new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
        fixed (float* weights = sizes.Weights, scale = sizes.Scale, image = sizes.Image)
        {
            using ConvolutionKernel kernel = ConvolutionStrategy.Forward(sizes.Sizes, weights, scale, sizes.Planar, accuracy, device);
            using BlockedArray from = BlockedArray.Of(sizes.Sizes.Image, sizes.Image);
            return options.Run(kernel, device, from, sizes.Planar ? image : null, sizes.Sizes.Map);
        }
    }

    private static float[] RunBackward(ConvolutionCase sizes, int width, int threads, Accuracy accuracy, Options options)
    {
        using var device = new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
        fixed (float* weights = sizes.Weights, scale = sizes.Scale)
        {
            using ConvolutionKernel kernel = ConvolutionStrategy.BackwardData(sizes.Sizes, weights, scale, accuracy, device);
            using BlockedArray from = BlockedArray.Of(sizes.Sizes.Map, sizes.Map);
            return options.Run(kernel, device, from, null, sizes.Sizes.Image);
        }
    }

    // Direct sums err by a rounding or so; Winograd's transforms magnify it.
    private static void Close(ConvolutionCase sizes, double[] expected, float[] actual, Accuracy accuracy)
    {
        bool mayBeWinograd = accuracy == Accuracy.Fast && sizes.Sizes is { KernelH: >= 3, KernelW: >= 3, DilationH: 1 } && (sizes.Planar || sizes.Sizes.StrideH == 1);
        double rms = Math.Sqrt(expected.Sum(value => value * value) / expected.Length);
        double error = Math.Sqrt(expected.Zip(actual, (value, other) => (value - other) * (value - other)).Sum() / expected.Length);
        Assert.True(error <= (mayBeWinograd ? 1e-5 : 2e-6) * rms, $"{sizes}: error {error / rms:e2} of the root mean square {rms:g3}");
        Assert.True(expected.Zip(actual, (value, other) => Math.Abs(value - other)).Max() <= 1e-4 * (rms + 1), $"{sizes}: one value is far off");
    }
}
