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

    private static void ForBoth(Action<Device> test)
    {
        foreach (Device device in new[] { Device.Scalar(), Device.Cpu(1) })
        {
            using (device)
                test(device);
        }
    }
}
