using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Double;

/// <summary>The double's convolutions against plain loops, and what they refuse.</summary>
public sealed unsafe class ConvolutionTests
{
    /// <param name="N">images.</param>
    /// <param name="C">channels of the input.</param>
    /// <param name="H">rows of the input.</param>
    /// <param name="W">columns of the input.</param>
    /// <param name="K">channels of the output.</param>
    /// <param name="R">rows of the filter.</param>
    /// <param name="S">columns of the filter.</param>
    public readonly record struct Sizes(int N, int C, int H, int W, int K, int R, int S, int PadH, int PadW, int StrideH, int StrideW, int DilationH, int DilationW, int Groups)
    {
        public int OutputH => (H + 2 * PadH - (R - 1) * DilationH - 1) / StrideH + 1;

        public int OutputW => (W + 2 * PadW - (S - 1) * DilationW - 1) / StrideW + 1;
    }

    public static TheoryData<Sizes> All => new(
        new Sizes(1, 3, 8, 8, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1), new Sizes(2, 4, 9, 40, 6, 3, 5, 2, 1, 2, 3, 1, 1, 2), new Sizes(1, 5, 11, 7, 8, 1, 1, 0, 0, 1, 1, 1, 1, 1),
        new Sizes(2, 6, 10, 12, 6, 3, 3, 2, 4, 1, 1, 2, 4, 6), new Sizes(1, 40, 6, 6, 70, 5, 5, 2, 2, 1, 1, 1, 1, 1), new Sizes(3, 2, 5, 5, 2, 5, 5, 0, 0, 1, 1, 1, 1, 1),
        new Sizes(1, 3, 37, 33, 4, 7, 7, 3, 3, 4, 4, 1, 1, 1));

    [Theory]
    [MemberData(nameof(All))]
    public void Forward_and_backward_are_the_sums_they_are_said_to_be(Sizes s)
    {
        using Machine machine = new();
        Descriptors d = new(machine, s);
        float[] x = ProductTests.Numbers(d.XElements, 1), w = ProductTests.Numbers(s.K * s.C / s.Groups * s.R * s.S, 2), y = ProductTests.Numbers(d.YElements, 3);
        ulong dx = machine.Upload<float>(x), dw = machine.Upload<float>(w), dy = machine.Upload<float>(y);
        float alpha = 0.5f, beta = 2;
        Machine.Check(Cudnn.cudnnConvolutionForward(d.Dnn, &alpha, d.X, dx, d.Filter, dw, d.Convolution, 0, 0, 0, &beta, d.Y, dy));
        float[] result = machine.Download<float>(dy, y.Length);
        double[] expected = [.. y.Select(value => (double)value)], gradient = [.. x.Select(value => (double)value)];
        foreach (int at in d.YPlaces)
            expected[at] *= beta;
        foreach (int at in d.XPlaces)
            gradient[at] *= beta;
        foreach ((int xAt, int wAt, int yAt) in Taps(s, d))
        {
            expected[yAt] += alpha * (double)x[xAt] * w[wAt];
            gradient[xAt] += alpha * (double)y[yAt] * w[wAt];
        }
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(expected[i], result[i], 2e-5 * Math.Max(1, Math.Abs(expected[i])));

        dy = machine.Upload<float>(y);
        nuint bytes;
        Machine.Check(Cudnn.cudnnGetConvolutionBackwardDataWorkspaceSize(d.Dnn, d.Filter, d.Y, d.Convolution, d.X, 1, &bytes));
        Assert.True(bytes > 0);
        ulong workspace = machine.Allocate((long)bytes);
        Machine.Check(Cudnn.cudnnConvolutionBackwardData(d.Dnn, &alpha, d.Filter, dw, d.Y, dy, d.Convolution, 1, workspace, bytes, &beta, d.X, dx));
        result = machine.Download<float>(dx, x.Length);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(gradient[i], result[i], 2e-5 * Math.Max(1, Math.Abs(gradient[i])));
    }

    [Fact]
    public void Lists_are_sorted_and_say_what_cannot_be_done()
    {
        using Machine machine = new();
        Descriptors d = new(machine, new Sizes(1, 3, 8, 8, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1));
        AlgorithmPerformance[] list = new AlgorithmPerformance[20];
        int count;
        fixed (AlgorithmPerformance* results = list)
            Machine.Check(Cudnn.cudnnGetConvolutionForwardAlgorithm_v7(d.Dnn, d.X, d.Filter, d.Convolution, d.Y, list.Length, &count, results));
        Assert.Equal(8, count);
        Assert.Equal([6, 7, 1, 0, 2, 5, 4, 3], list[..count].Select(each => each.Algorithm));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 3000], list[..count].Select(each => each.Status));
        Assert.All(list[..count], each => Assert.Equal(3, each.MathType));
        fixed (AlgorithmPerformance* results = list)
            Machine.Check(Cudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(d.Dnn, d.Filter, d.Y, d.Convolution, d.X, list.Length, &count, results));
        Assert.Equal((0, 0), (list[0].Algorithm, list[0].IsDeterministic));
        Assert.All(list[1..count], each => Assert.Equal(1, each.IsDeterministic));

        Descriptors grouped = new(machine, new Sizes(1, 4, 8, 8, 4, 3, 3, 1, 1, 2, 2, 1, 1, 2));
        nuint bytes;
        List<int> supported = [];
        for (int algorithm = 0; algorithm < 8; algorithm++)
        {
            if (Cudnn.cudnnGetConvolutionForwardWorkspaceSize(grouped.Dnn, grouped.X, grouped.Filter, grouped.Convolution, grouped.Y, algorithm, &bytes) == 0)
                supported.Add(algorithm);
        }
        Assert.Equal([0, 1], supported);
        CudaDouble.CudnnVersion = 8907;
        Assert.Equal(9, Cudnn.cudnnGetConvolutionForwardWorkspaceSize(grouped.Dnn, grouped.X, grouped.Filter, grouped.Convolution, grouped.Y, 6, &bytes));
        Assert.Equal("CUDNN_STATUS_NOT_SUPPORTED", System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)Cudnn.cudnnGetErrorString(9)));
    }

    [Fact]
    public void An_algorithm_without_order_gives_other_bits_each_time()
    {
        using Machine machine = new();
        Sizes s = new(1, 3, 8, 8, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1);
        Descriptors d = new(machine, s);
        ulong w = machine.Upload<float>(ProductTests.Numbers(4 * 3 * 9, 2)), y = machine.Upload<float>(ProductTests.Numbers(d.YElements, 3)), x = machine.Allocate(d.XElements * 4);
        float one = 1, zero = 0;
        float[] Run(int algorithm)
        {
            float alpha = one, beta = zero;
            Machine.Check(Cudnn.cudnnConvolutionBackwardData(d.Dnn, &alpha, d.Filter, w, d.Y, y, d.Convolution, algorithm, 0, 0, &beta, d.X, x));
            return machine.Download<float>(x, d.XElements);
        }
        Assert.NotEqual(Run(0), Run(0));
        Assert.Equal(Run(4), Run(4));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Machine machine = new();
        Descriptors d = new(machine, new Sizes(2, 3, 8, 8, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1));
        ulong x = machine.Allocate(d.XElements * 4), w = machine.Allocate(4 * 3 * 9 * 4), y = machine.Allocate(d.YElements * 4), workspace = machine.Allocate(1 << 20);
        nuint needed;
        Machine.Check(Cudnn.cudnnGetConvolutionForwardWorkspaceSize(d.Dnn, d.X, d.Filter, d.Convolution, d.Y, 1, &needed));
        int Forward(ulong from, ulong filter, ulong to, nuint bytes, nint yDescriptor, int algorithm = 1)
        {
            float alpha = 1, beta = 0;
            return Cudnn.cudnnConvolutionForward(d.Dnn, &alpha, d.X, from, d.Filter, filter, d.Convolution, algorithm, workspace, bytes, &beta, yDescriptor, to);
        }
        Machine.Check(Forward(x, w, y, needed, d.Y));
        Assert.Equal(2000, Forward(x, w, y, needed - 1, d.Y));
        Assert.Contains("a workspace of", CudaDouble.LastFault);
        Assert.Equal(2000, Forward(x + 4, w, y, needed, d.Y));
        Assert.Equal(2000, Forward(x, w + 4, y, needed, d.Y));
        Assert.Equal(2000, Forward(x, w, y + 4, needed, d.Y));
        Assert.Equal(2000, Forward(x, w, x, needed, d.Y));
        Assert.Equal(2000, Forward(x, w, y, needed, d.X));
        Assert.Equal(2000, Forward(x, w, y, needed, d.Filter));
        Assert.Equal(3000, Forward(x, w, y, needed, d.Y, 3));
        Machine.Check(Driver.cuMemFree_v2(workspace));
        Assert.Equal(2000, Forward(x, w, y, needed, d.Y));
        Assert.Contains("its workspace", CudaDouble.LastFault);
        nint context;
        Machine.Check(Driver.cuCtxPopCurrent_v2(&context));
        Assert.Equal(5000, Forward(x, w, y, needed, d.Y));
        CudaDouble.CudnnVersion = 8907;
        Assert.Equal(8, Forward(x, w, y, needed, d.Y));
        CudaDouble.CudnnVersion = 90600;
        Machine.Check(Driver.cuCtxPushCurrent_v2(context));
    }

    private static IEnumerable<(int X, int W, int Y)> Taps(Sizes s, Descriptors d)
    {
        int inputs = s.C / s.Groups, outputs = s.K / s.Groups;
        for (int n = 0; n < s.N; n++)
            for (int k = 0; k < s.K; k++)
                for (int oh = 0; oh < s.OutputH; oh++)
                    for (int ow = 0; ow < s.OutputW; ow++)
                        for (int c = 0; c < inputs; c++)
                            for (int r = 0; r < s.R; r++)
                                for (int t = 0; t < s.S; t++)
                                {
                                    int h = oh * s.StrideH - s.PadH + r * s.DilationH, w = ow * s.StrideW - s.PadW + t * s.DilationW;
                                    if (h >= 0 && h < s.H && w >= 0 && w < s.W)
                                        yield return (d.XAt(n, k / outputs * inputs + c, h, w), ((k * inputs + c) * s.R + r) * s.S + t, d.YAt(n, k, oh, ow));
                                }
    }

    /// <summary>Descriptors of a convolution whose images lie further apart than they need to, in a part of something larger.</summary>
    private sealed class Descriptors
    {
        private readonly Sizes sizes;
        private readonly int xStride, yStride;

        public Descriptors(Machine machine, Sizes s)
        {
            sizes = s;
            (xStride, yStride) = (s.C * s.H * s.W + 5, s.K * s.OutputH * s.OutputW + 9);
            nint dnn, x, y, filter, convolution;
            Machine.Check(Cudnn.cudnnCreate(&dnn));
            Machine.Check(Cudnn.cudnnSetStream(dnn, machine.Stream));
            Machine.Check(Cudnn.cudnnCreateTensorDescriptor(&x));
            Machine.Check(Cudnn.cudnnCreateTensorDescriptor(&y));
            Machine.Check(Cudnn.cudnnCreateFilterDescriptor(&filter));
            Machine.Check(Cudnn.cudnnCreateConvolutionDescriptor(&convolution));
            Machine.Check(Cudnn.cudnnSetTensor4dDescriptorEx(x, 0, s.N, s.C, s.H, s.W, xStride, s.H * s.W, s.W, 1));
            Machine.Check(Cudnn.cudnnSetTensor4dDescriptorEx(y, 0, s.N, s.K, s.OutputH, s.OutputW, yStride, s.OutputH * s.OutputW, s.OutputW, 1));
            Machine.Check(Cudnn.cudnnSetFilter4dDescriptor(filter, 0, 0, s.K, s.C / s.Groups, s.R, s.S));
            Machine.Check(Cudnn.cudnnSetConvolution2dDescriptor(convolution, s.PadH, s.PadW, s.StrideH, s.StrideW, s.DilationH, s.DilationW, 1, 0));
            Machine.Check(Cudnn.cudnnSetConvolutionGroupCount(convolution, s.Groups));
            Machine.Check(Cudnn.cudnnSetConvolutionMathType(convolution, 3));
            (Dnn, X, Y, Filter, Convolution) = (dnn, x, y, filter, convolution);
            machine.Releases(dnn, each => Cudnn.cudnnDestroy(each));
            machine.Releases(x, each => Cudnn.cudnnDestroyTensorDescriptor(each));
            machine.Releases(y, each => Cudnn.cudnnDestroyTensorDescriptor(each));
            machine.Releases(filter, each => Cudnn.cudnnDestroyFilterDescriptor(each));
            machine.Releases(convolution, each => Cudnn.cudnnDestroyConvolutionDescriptor(each));
        }

        public nint Dnn { get; }

        public nint X { get; }

        public nint Y { get; }

        public nint Filter { get; }

        public nint Convolution { get; }

        public int XElements => (sizes.N - 1) * xStride + sizes.C * sizes.H * sizes.W;

        public int YElements => (sizes.N - 1) * yStride + sizes.K * sizes.OutputH * sizes.OutputW;

        public IEnumerable<int> XPlaces => Enumerable.Range(0, XElements).Where(i => i % xStride < sizes.C * sizes.H * sizes.W);

        public IEnumerable<int> YPlaces => Enumerable.Range(0, YElements).Where(i => i % yStride < sizes.K * sizes.OutputH * sizes.OutputW);

        public int XAt(int n, int c, int h, int w) => n * xStride + (c * sizes.H + h) * sizes.W + w;

        public int YAt(int n, int c, int h, int w) => n * yStride + (c * sizes.OutputH + h) * sizes.OutputW + w;
    }
}
