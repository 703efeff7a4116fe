using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Pooling;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>What a network asks of pooling and of LRN beyond their results: sums, rectifiers below, places inside a whole, memory that is used again.</summary>
public sealed class PoolingAndLrnTests
{
    private static readonly (Operation Operation, Shape Input, Shape Output)[] cases =
    [
        (new Pooling(PoolingMethod.Max, 2, 2, 2, 2), [2, 40, 6, 8], [2, 40, 3, 4]),
        (new Pooling(PoolingMethod.Max, 3, 3, 2, 2), [2, 24, 8, 7], [2, 24, 4, 3]),
        (new Pooling(PoolingMethod.Max, 3, 3, 1, 1, 1, 1), [2, 16, 5, 6], [2, 16, 5, 6]),
        (new Pooling(PoolingMethod.Max, 7, 7, 2, 2, 3, 3), [1, 20, 9, 11], [1, 20, 5, 6]),
        (new Pooling(PoolingMethod.Max, 1, 1, 3, 3), [1, 5, 6, 6], [1, 5, 3, 3]),
        (new Pooling(PoolingMethod.Max, 40, 50), [2, 17, 40, 50], [2, 17, 1, 1]),
        (new Pooling(PoolingMethod.Average, 3, 3, 2, 2, 1, 1), [2, 24, 8, 9], [2, 24, 5, 5]),
        (new Pooling(PoolingMethod.Average, 40, 50), [2, 17, 40, 50], [2, 17, 1, 1]),
        (new LRN(5, 0.5f), [2, 40, 5, 7], [2, 40, 5, 7]),
        (new LRN(3, 0.4f, 0.6f, 2), [2, 16, 4, 3], [2, 16, 4, 3]),
    ];

    public static readonly TheoryData<int, int> Cases = new(
        from index in Enumerable.Range(0, cases.Length)
        from width in new[] { 16, 8, 4 }
        select (index, width));

    public static readonly TheoryData<int, int> Maxima = new(
        from index in Enumerable.Range(0, 6)
        from width in new[] { 16, 8, 4 }
        select (index, width));

    public static readonly TheoryData<int, int> Poolings = new(
        from index in Enumerable.Range(0, 8)
        from width in new[] { 16, 8, 4 }
        select (index, width));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_gradient_is_added_to_what_is_there(int index, int width)
    {
        using var layer = new BlockedLayer(cases[index], width);
        float[] before = layer.Random(layer.InputGradient.Shape.Count), gradient = layer.Backward(ReluRule.Standard);
        Assert.Equal(before.Zip(gradient, (first, second) => second + first), layer.Backward(ReluRule.Standard, before));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_gradient_passes_the_rectifier_below(int index, int width)
    {
        using var layer = new BlockedLayer(cases[index], width);
        float[] before = layer.Random(layer.InputGradient.Shape.Count), slopes = layer.Random(layer.Input.Shape.Channels);
        float[] gradient = layer.Backward(ReluRule.Standard), sum = layer.Backward(ReluRule.Standard, before);
        foreach (bool isPRelu in new[] { false, true })
        {
            bool[] signs = layer.RandomSigns(0.25f, isPRelu ? slopes : default);
            int plane = layer.Input.Shape.CountFrom(2);
            foreach (ReluRule rule in Enum.GetValues<ReluRule>())
            {
                Assert.Equal(gradient.Select(Through), layer.Backward(rule, rectify: true));
                Assert.Equal(sum.Select(Through), layer.Backward(rule, before, rectify: true));

                float Through(float value, int i) => rule.Through(value, signs[i] ? 1 : isPRelu ? slopes[i / plane % slopes.Length] : 0.25f);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_may_lie_inside_others(int index, int width)
    {
        using BlockedLayer apart = new(cases[index], width), within = new(cases[index], width, isInside: true);
        Assert.Equal(apart.Output.Map().Span, within.Output.Map().Span);
        Assert.Equal(apart.Backward(ReluRule.Standard), within.Backward(ReluRule.Standard));
        within.RequireUntouchedNeighbours();
    }

    [Theory]
    [MemberData(nameof(Poolings))]
    public void Backward_does_not_read_what_forward_read_and_wrote(int index, int width)
    {
        using BlockedLayer kept = new(cases[index], width), spoiled = new(cases[index], width);
        foreach (CpuBuffer value in new[] { spoiled.Input, spoiled.Output })
        {
            value.Map().Span.Fill(float.NaN);
            value.Commit();
            value.Require(CpuLayout.Blocked);
        }
        Assert.Equal(kept.Backward(ReluRule.Standard), spoiled.Backward(ReluRule.Standard));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Threads_change_no_bit(int index, int width)
    {
        using BlockedLayer one = new(cases[index], width), three = new(cases[index], width, threads: 3);
        Assert.Equal(one.Output.Map().Span, three.Output.Map().Span);
        Assert.Equal(one.Backward(ReluRule.Standard), three.Backward(ReluRule.Standard));
    }

    [Theory]
    [MemberData(nameof(Maxima))]
    public void Equal_ones_infinities_and_what_is_no_number_count_as_in_the_oracle(int index, int width)
    {
        (Operation operation, Shape input, Shape output) = cases[index];
        using var scalar = new CpuDevice(CpuKernels.Scalar, 1);
        using var simd = new CpuDevice(CpuKernels.Simd, 2) { TileWidth = width };
        using BoundOperation oracle = new(scalar, operation, [input], [output, output], []), fast = new(simd, operation, [input], [output, output], []);
        float[] some = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -float.MaxValue, float.MaxValue, -1, -0f, 0, 1e-42f, 2e-42f, 1];
        var random = new Random(3);
        float[] mixed = [.. Enumerable.Range(0, input.Count).Select(_ => some[random.Next(some.Length)])];
        float[] few = [.. Enumerable.Range(0, input.Count).Select(_ => some[random.Next(2)])];
        float[] seed = [.. Enumerable.Range(0, output.Count).Select(_ => (float)random.Next(-9, 10))];
        foreach (float[] values in new[] { mixed, few })
        {
            float[][] expected = oracle.Forward([values]), actual = fast.Forward([values]);
            Assert.Equal(expected[0], actual[0]);
            Assert.Equal(expected[1], actual[1]);
            Assert.Equal(oracle.Backward(ReluRule.Standard, [seed, null])[0], fast.Backward(ReluRule.Standard, [seed, null])[0]);
            Assert.All(fast.Backward(ReluRule.Standard, [null, seed])[0], gradient => Assert.Equal(0, gradient));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lanes_beyond_the_channels_stay_zero(int index, int width)
    {
        using var layer = new BlockedLayer(cases[index], width, value: float.NaN);
        layer.Backward(ReluRule.Standard);
        layer.RequireZerosBeyondChannels();
    }
}
