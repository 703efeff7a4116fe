using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Conformance;

/// <summary>NaN and infinities pass as Caffe's loops pass them: found by random networks.</summary>
public sealed class NotFiniteTests
{
    [Fact]
    public void The_derivative_of_an_absolute_value_is_0_at_NaN() => ForBoth(device =>
    {
        using var abs = new BoundOperation(device, new AbsVal(), [[1, 4]], [[1, 4]], []);
        Assert.Equal([float.NaN, 2, 0, float.PositiveInfinity], abs.Forward([[float.NaN, -2, 0, float.NegativeInfinity]])[0]);
        Assert.Equal([0, -1, 0, -1], abs.Backward(ReluRule.Standard, [[1, 1, 1, 1]])[0]);
    });

    [Fact]
    public void Stored_statistics_carry_no_NaN_of_a_value_into_its_gradient() => ForBoth(device =>
    {
        Tensor one = new([1], new float[] { 1 });
        using var norm = new BoundOperation(device, new BatchNorm(Eps: 0), [[1, 1, 1, 2]], [[1, 1, 1, 2]], [one, one, one]);
        Assert.Equal([float.NaN, 1], norm.Forward([[float.NaN, 2]])[0]);
        Assert.Equal([3, 4], norm.Backward(ReluRule.Standard, [[3, 4]])[0]);
    });

    [Theory]
    [InlineData(0.5f, float.PositiveInfinity)]
    [InlineData(0.75f, float.PositiveInfinity)]
    [InlineData(-0.75f, 0)]
    public void A_power_takes_minus_infinity_and_minus_zero_as_the_C_library_does(float exponent, float expected) => ForBoth(device =>
    {
        using var power = new BoundOperation(device, new Power(exponent), [[1, 2]], [[1, 2]], []);
        float[] found = power.Forward([[float.NegativeInfinity, -0f]])[0];
        Assert.Equal([expected, exponent > 0 ? 0 : float.PositiveInfinity], found);
        Assert.False(float.IsNegative(found[1]));
    });

    // A vector of them and a few more, so that whole vectors and what is left are both computed.
    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(-1024)]
    [InlineData(2048)]
    [InlineData(-2048)]
    [InlineData(2049)]
    [InlineData(-2049)]
    [InlineData(16777217)]
    [InlineData(3e38f)]
    [InlineData(1500.5f)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_power_of_any_exponent_is_that_of_the_C_library(float exponent) => ForBoth(device =>
    {
        float[] bases = [-1, 1, -1.01f, 1.01f, 0.99f, -0.99f, 0, -0f, 2, -2, 0.5f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, -1, 1, -1];
        using var power = new BoundOperation(device, new Power(exponent), [[1, bases.Length]], [[1, bases.Length]], []);
        float[] found = power.Forward([bases])[0];
        for (int i = 0; i < bases.Length; i++)
        {
            float expected = (float)Math.Pow(bases[i], exponent);
            Assert.Equal(expected, found[i], MathF.Abs(expected) is > 0 and < float.PositiveInfinity ? 1e-6f * MathF.Abs(expected) : 0);
            Assert.True(float.IsNaN(expected) || float.IsNegative(expected) == float.IsNegative(found[i]), $"{bases[i]} ^ {exponent} is {found[i]}");
        }
        Assert.Equal(1, found[1]);
        float[] slopes = power.Backward(ReluRule.Standard, [[.. Enumerable.Repeat(1f, bases.Length)]])[0];
        if (float.IsFinite(exponent))
            Assert.Equal(exponent, slopes[1]);
        if (exponent is 2048 or -2048)
            Assert.Equal(-exponent, slopes[0]);
    });

    // PowerLayer::Forward_cpu fills the output with pow(shift, power), or 1, where power·scale is 0.
    [Theory]
    [InlineData(2, 0, 3, 9)]
    [InlineData(-0.5f, 0, 4, 0.5f)]
    [InlineData(0, 5, 7, 1)]
    [InlineData(0, 0, float.NaN, 1)]
    [InlineData(1e-30f, 1e-30f, 2, 1)]
    [InlineData(-1, 0, 0, float.PositiveInfinity)]
    public void A_power_without_slope_does_not_read_its_input(float exponent, float scale, float shift, float expected) => ForBoth(device =>
    {
        float[] values = [1, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0, 1, 1, 1, float.NaN, 1, 1, 1, 1, 1, 1, 1, float.NaN];
        using var power = new BoundOperation(device, new Power(exponent, scale, shift), [[1, values.Length]], [[1, values.Length]], []);
        Assert.All(power.Forward([values])[0], value => Assert.Equal(expected, value));
        Assert.All(power.Backward(ReluRule.Standard, [[.. Enumerable.Repeat(1f, values.Length)]])[0], slope => Assert.Equal(0, slope));
    });

    // The logarithm of the sum was added to the largest value first, which rounds as large numbers do.
    [Fact]
    public void The_logarithm_of_probabilities_of_large_scores_is_as_exact_as_that_of_small_ones() => ForBoth(device =>
    {
        foreach (Shape shape in new Shape[] { [1, 3], [1, 3, 1, 1], [1, 3, 2, 1] })
        {
            using var softmax = new BoundOperation(device, new LogSoftmax(), [shape], [shape], []);
            int inner = shape.CountFrom(2);
            float[] scores = [.. new float[] { 2000, 1999, 1998 }.SelectMany(score => Enumerable.Repeat(score, inner))];
            float[] found = softmax.Forward([scores])[0];
            for (int i = 0; i < found.Length; i++)
                Assert.Equal(-0.40760596f - i / inner, found[i], 3e-7f * 4);
        }
    });

    // Groups that cut through blocks of channels are computed side by side.
    [Fact]
    public void What_is_not_finite_in_a_group_stays_in_it() => ForBoth(device =>
    {
        Shape shape = [1, 6, 1, 1];
        Tensor ones = new([6, 2, 1, 1], Enumerable.Repeat(1f, 12).ToArray());
        foreach (Operation operation in new Operation[] { new Convolution(6, 1, 1, Group: 3, Bias: false), new Deconvolution(6, 1, 1, Group: 3, Bias: false) })
        {
            using var groups = new BoundOperation(device, operation, [shape], [shape], [ones]);
            Assert.Equal([3, 3, float.NaN, float.NaN, 11, 11], groups.Forward([[1, 2, float.NaN, float.PositiveInfinity, 5, 6]])[0]);
            Assert.Equal([float.PositiveInfinity, float.PositiveInfinity, 7, 7, 11, 11], groups.Backward(ReluRule.Standard, [[1, float.PositiveInfinity, 3, 4, 5, 6]])[0]);
        }
    });

    private static void ForBoth(Action<Device> test)
    {
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(1) })
        {
            using (device)
                test(device);
        }
    }
}
