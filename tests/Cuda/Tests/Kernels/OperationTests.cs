using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cuda.Tests.Kernels;

/// <summary>Every operation with kernels of our own against the oracle's plain loops, wherever its values lie, in both orders of threads.</summary>
[Collection(nameof(Gpu))]
public sealed class OperationTests(KernelDevice gpu) : IClassFixture<KernelDevice>
{
    public static TheoryData<string> Names => [.. OperationCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_computes_what_the_oracle_computes(string name)
    {
        OperationCase it = OperationCases.All[name];
        using Device scalar = Device.Scalar();
        foreach (Placement placement in Enum.GetValues<Placement>())
        {
            CudaDouble.Descending = placement == Placement.Unaligned;
            var random = new Random(name.Length);
            Tensor[] weights = it.RandomWeights(random);
            using var oracle = new PlacedOperation(scalar, it.Operation, it.Inputs, it.Outputs, weights, Placement.Own);
            using var operation = new PlacedOperation(gpu.Device, it.Operation, it.Inputs, it.Outputs, weights, placement);
            Assert.True(operation.IsPrepared);
            float[][] inputs = it.RandomInputs(random), expected = oracle.Forward(inputs), found = operation.Forward(inputs);
            for (int i = 0; i < expected.Length; i++)
                Near.Equal(expected[i], found[i], it.Tolerance, $"output {i}, {placement}");
            if (it.Operation.IsDifferentiable)
                CompareGradients(it, oracle, operation, random, placement);
        }
        CudaDouble.Descending = false;
    }

    [Theory]
    [InlineData(EltwiseOperation.Product)]
    [InlineData(EltwiseOperation.Max)]
    public void What_has_more_inputs_than_a_kernel_takes_is_left_to_the_CPU(EltwiseOperation method)
    {
        Shape[] inputs = [.. Enumerable.Repeat<Shape>([2, 3], 9)];
        using var operation = new PlacedOperation(gpu.Device, new Eltwise(method), inputs, [[2, 3]], [], Placement.Own);
        Assert.False(operation.IsPrepared);
    }

    [Theory]
    [InlineData(11f)]
    [InlineData(-1f)]
    [InlineData(2.5f)]
    [InlineData(float.NaN)]
    [InlineData(1e30f)]
    [InlineData(float.NegativeInfinity)]
    public void The_first_index_without_a_row_is_named_as_the_oracle_names_it(float index)
    {
        OperationCase it = OperationCases.All["Embed of 3×5"];
        float[] indices = [.. it.RandomInputs(new Random(1))[0]];
        (indices[7], indices[11], indices[12]) = (index, -5, float.NaN);
        AssertSameFailure(it, indices, indices);
    }

    [Fact]
    public void What_cannot_be_ordered_is_said_as_the_oracle_says_it()
    {
        Shape shape = [2, 4];
        float[][] vectors = [[float.NaN, 1, 2, 3], [1, float.NaN, 3, 2], [float.NaN, float.NaN, 2, 1], [float.PositiveInfinity, 0, float.NaN, float.NegativeInfinity], [3, 3, float.NaN, 3]];
        for (int top = 1; top <= 4; top++)
        {
            foreach (float[] vector in vectors)
                AssertSameFailure(new OperationCase("it", new ArgMax(top), [shape], [[2, 1, top]]), [.. vector, 1, 2, 4, 3], [1, 2, 4, 3, .. vector]);
        }
    }

    // What the oracle throws the device throws; after either, both compute what is right.
    private void AssertSameFailure(OperationCase it, params float[][] all)
    {
        using Device scalar = Device.Scalar();
        Tensor[] weights = it.RandomWeights(new Random(2));
        foreach (float[] values in all)
        {
            using var oracle = new PlacedOperation(scalar, it.Operation, it.Inputs, it.Outputs, weights, Placement.Own);
            using var operation = new PlacedOperation(gpu.Device, it.Operation, it.Inputs, it.Outputs, weights, Placement.Own);
            (float[]? expected, string? failure) = Run(oracle, values);
            (float[]? found, string? foundFailure) = Run(operation, values);
            Assert.Equal(failure, foundFailure);
            Assert.Equal(expected, found);
            float[] good = new float[values.Length];
            Assert.Equal(oracle.Forward([good])[0], operation.Forward([good])[0]);
        }

        static (float[]? Values, string? Failure) Run(PlacedOperation operation, float[] values)
        {
            try
            {
                return (operation.Forward([values])[0], null);
            }
            catch (InvalidOperationException e)
            {
                return (null, e.Message);
            }
        }
    }

    private static void CompareGradients(OperationCase it, PlacedOperation oracle, PlacedOperation operation, Random random, Placement placement)
    {
        Assert.True(operation.CanAdd);
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            float[][] arriving = Array.ConvertAll(it.Outputs, output => Sample.Of(random, output.Count));
            Compare(rule, arriving, null);
            Compare(rule, arriving, Array.ConvertAll(it.Inputs, input => Sample.Of(random, input.Count)));
        }
        // Of zeros, what is not finite makes NaN; of nothing, it makes nothing.
        for (int missing = 0; missing < it.Outputs.Length && !it.HasSpecialValues; missing++)
        {
            float[]?[] some = Array.ConvertAll(it.Outputs, output => Sample.Of(random, output.Count));
            some[missing] = null;
            Compare(ReluRule.Standard, some, null);
            Compare(ReluRule.Standard, some, Array.ConvertAll(it.Inputs, input => Sample.Of(random, input.Count)));
        }

        void Compare(ReluRule rule, float[]?[] arriving, float[][]? before)
        {
            float[]?[] forOracle = [.. arriving.Select((gradient, i) => gradient ?? new float[it.Outputs[i].Count])];
            float[][] expected = oracle.Backward(rule, forOracle, null), found = operation.Backward(rule, arriving, before);
            for (int i = 0; i < expected.Length; i++)
            {
                if (before is not null)
                    expected[i] = [.. expected[i].Zip(before[i], (gradient, earlier) => earlier + gradient)];
                Near.Equal(expected[i], found[i], 2 * it.Tolerance, $"gradient {i}, {placement}, {rule}, {(before is null ? "written" : "added")}");
            }
        }
    }
}
