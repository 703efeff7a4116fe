using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Fusion;
using CaffeSharpGen.Cuda.Kernels;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>The end of convolutions, and its gradient.</summary>
[Collection(nameof(Gpu))]
public sealed class EpilogueTests(KernelDevice gpu) : IClassFixture<KernelDevice>
{
    public static TheoryData<int, int, int, int, int, bool> Sizes => new()
    {
        // images, channels, plane, offset, gap: whole fours of one channel, fours across channels, one element, unaligned ones, more than the threads
        { 2, 5, 8, 0, 0, false },
        { 3, 7, 4, 0, 4, true },
        { 2, 3, 7, 1, 3, false },
        { 2, 257, 1, 0, 3, true },
        { 1, 1, 1, 0, 0, false },
        { 2, 5, 3, 2, 0, true },
        { 1, 3, 1031, 0, 1, false },
        { 2, 11, 2, 0, 2, true },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_epilogue_scales_shifts_adds_and_rectifies(int images, int channels, int plane, int offset, int gap, bool descending)
    {
        for (int parts = 0; parts < 8; parts++)
        {
            foreach (Rectify rectify in Enum.GetValues<Rectify>())
            {
                using var bench = new KernelBench(gpu, descending);
                var random = new Random(1000 * images + plane + parts);
                Value value = new(random, images, channels, plane, (parts & 1) != 0, (parts & 2) != 0, (parts & 4) != 0, rectify, parts % 2 * 0.1f);
                Check(bench, value, offset, gap, random);
            }
        }
    }

    private static void Check(KernelBench bench, Value value, int offset, int gap, Random random)
    {
        int count = value.Channels * value.Plane;
        Placed x = bench.Put(value.X, value.Images, offset, gap), y = bench.Put(new float[value.X.Length], value.Images, offset, gap);
        Placed residual = bench.Put(value.Residual, value.Images, offset, gap);
        ulong scale = bench.Put(value.Scales), shift = bench.Put(value.Shifts), slopes = bench.Put(value.Slopes);
        ulong mask = bench.Put(new byte[value.Images * ((count + 3) / 4)]);
        EpilogueArguments arguments = new()
        {
            X = x.View,
            Y = y.View,
            Residual = value.HasResidual ? residual.View : default,
            Scale = value.HasScale ? scale : 0,
            Shift = value.HasShift ? shift : 0,
            Slopes = value.Rectify == Rectify.BySlopes ? slopes : 0,
            Mask = value.Rectify == Rectify.Not ? 0 : mask,
            Rectify = value.Rectify,
            Slope = value.Slope,
            Limit = float.NaN,
            Count = count,
            Images = value.Images,
            Plane = value.Plane,
            Channels = value.Channels,
        };
        bench.Launch(arguments, arguments.Groups, value.Images);
        Same(value.Forward(out byte[] expectedMask), y.Values());
        byte[] found = bench.Get<byte>(mask, expectedMask.Length);
        if (value.Rectify != Rectify.Not)
            Assert.Equal(expectedMask, found);
        // In place it is the same.
        bench.Launch(arguments with { Y = x.View }, arguments.Groups, value.Images);
        Assert.Equal(y.Values(), x.Values());

        float[] dy = Sample.Of(random, value.X.Length), before = Sample.Of(random, dy.Length), beforeResidual = Sample.Of(random, dy.Length);
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            foreach (bool add in new[] { false, true })
            {
                Placed dyOn = bench.Put(dy, value.Images, offset, gap), dx = bench.Put(before, value.Images, offset, gap);
                Placed dr = bench.Put(beforeResidual, value.Images, offset, gap);
                ReluGradientArguments gradient = new()
                {
                    Dy = dyOn.View,
                    Dx = dx.View,
                    Residual = value.HasResidual ? dr.View : default,
                    Mask = arguments.Mask,
                    Slopes = arguments.Slopes,
                    Scale = arguments.Scale,
                    Slope = value.Slope,
                    Rule = rule,
                    Add = add ? 1 : 0,
                    AddResidual = add ? 0 : 1,
                    Count = count,
                    Images = value.Images,
                    Plane = value.Plane,
                    Channels = value.Channels,
                };
                bench.Launch(gradient, gradient.Groups, value.Images);
                (float[] expected, float[] expectedResidual) = value.Gradient(dy, expectedMask, rule);
                Same(add ? Sum(before, expected) : expected, dx.Values());
                Same(!value.HasResidual ? beforeResidual : add ? expectedResidual : Sum(beforeResidual, expectedResidual), dr.Values());
                if (add)
                    continue;
                bench.Launch(gradient with { Dx = dyOn.View, Residual = default }, gradient.Groups, value.Images);
                Same(expected, dyOn.Values());
            }
        }
    }

    private static float[] Sum(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static void Same(float[] expected, float[] found) => Near.Equal(expected, found, 3e-7, "epilogue");

    private sealed class Value
    {
        public Value(Random random, int images, int channels, int plane, bool hasScale, bool hasShift, bool hasResidual, Rectify rectify, float slope)
        {
            (Images, Channels, Plane) = (images, channels, plane);
            (HasScale, HasShift, HasResidual, Rectify, Slope) = (hasScale, hasShift, hasResidual, rectify, slope);
            X = Sample.Of(random, images * channels * plane);
            Residual = Sample.Of(random, X.Length);
            (Scales, Shifts, Slopes) = (Sample.Of(random, channels), Sample.Of(random, channels), Sample.Of(random, channels, 0.3));
            if (X.Length > 3)
                (X[1], X[2], X[3]) = (float.NaN, float.NegativeInfinity, -0f);
        }

        public int Images { get; }

        public int Channels { get; }

        public int Plane { get; }

        public bool HasScale { get; }

        public bool HasShift { get; }

        public bool HasResidual { get; }

        public Rectify Rectify { get; }

        public float Slope { get; }

        public float[] X { get; }

        public float[] Residual { get; }

        public float[] Scales { get; }

        public float[] Shifts { get; }

        public float[] Slopes { get; }

        public float[] Forward(out byte[] mask)
        {
            int count = Channels * Plane, bytes = (count + 3) / 4;
            mask = new byte[Images * bytes];
            float[] y = new float[X.Length];
            for (int i = 0; i < y.Length; i++)
            {
                int channel = i / Plane % Channels;
                double value = X[i];
                value = (HasScale ? value * Scales[channel] : value) + (HasShift ? Shifts[channel] : 0);
                float sum = (float)value + (HasResidual ? Residual[i] : 0);
                if (Rectify != Rectify.Not && sum > 0)
                    mask[i / count * bytes + i % count / 4] |= (byte)(1 << (i % count % 4));
                float slope = Rectify == Rectify.BySlopes ? Slopes[channel] : Slope, positive = sum < 0 ? 0 : sum;
                y[i] = Rectify == Rectify.Not ? sum : Rectify == Rectify.BySlope && slope == 0 ? positive : sum > 0 ? sum : positive + slope * sum;
            }
            return y;
        }

        public (float[] X, float[] Residual) Gradient(float[] dy, byte[] mask, ReluRule rule)
        {
            int count = Channels * Plane, bytes = (count + 3) / 4;
            float[] dx = new float[dy.Length], residual = new float[dy.Length];
            for (int i = 0; i < dy.Length; i++)
            {
                int channel = i / Plane % Channels;
                bool wasPositive = (mask[i / count * bytes + i % count / 4] >> (i % count % 4) & 1) != 0;
                float derivative = wasPositive ? 1 : Rectify == Rectify.BySlopes ? Slopes[channel] : Slope;
                residual[i] = Rectify == Rectify.Not || rule == ReluRule.Standard ? dy[i] * (Rectify == Rectify.Not ? 1 : derivative)
                    : dy[i] > 0 ? rule == ReluRule.Guided ? dy[i] * derivative : dy[i] : 0;
                dx[i] = residual[i] * (HasScale ? Scales[channel] : 1);
            }
            return (dx, residual);
        }
    }
}
