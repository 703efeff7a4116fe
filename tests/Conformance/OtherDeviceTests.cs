using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.OtherDevice;

namespace CaffeSharpGen.Conformance;

/// <summary>
/// Every example of every layer definition on a device of another assembly, which has kernels of four: those, and what
/// runs on the CPU between two copies, against the scalar oracle.
/// </summary>
public sealed class OtherDeviceTests
{
    private static readonly string[] OwnKernels = ["Convolution", "Eltwise", "InnerProduct", "ReLU"];

    public static IEnumerable<TheoryDataRow<Dialect, string, int>> Examples => LayerTests.Examples;

    public static IEnumerable<TheoryDataRow<Dialect, string, int>> DifferentiableExamples => LayerTests.DifferentiableExamples;

    [Theory]
    [MemberData(nameof(Examples))]
    public void It_equals_the_oracle(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = LayerTests.Compile(dialect, type, index);
        using Device scalar = Device.Scalar(), naive = new NaiveDevice();
        using BoundLayer oracle = layer.On(scalar), other = layer.On(naive);
        // Twice: what the first pass left behind must not show in the second.
        for (int pass = 0; pass < 2; pass++)
        {
            float[][] expected = oracle.Forward(layer.Inputs), actual = other.Forward(layer.Inputs);
            for (int i = 0; i < expected.Length; i++)
                Close.Relative(expected[i], actual[i], 2e-6, $"{dialect} {type} {index}, output {i}");
            foreach (ReluRule rule in layer.IsDifferentiable ? Enum.GetValues<ReluRule>() : [])
            {
                float[][] gradients = Array.ConvertAll(expected, output => layer.RandomGradient(output.Length));
                float[][] expectedGradients = oracle.Backward(rule, gradients), actualGradients = other.Backward(rule, gradients);
                for (int i = 0; i < expectedGradients.Length; i++)
                {
                    Close.Relative(
                        expectedGradients[i], actualGradients[i], 5e-6, $"{dialect} {type} {index}, {rule} gradient of input {i}");
                }
            }
            foreach (float[] input in layer.HasGivenInputs ? [] : layer.Inputs)
                Array.Reverse(input);
        }
    }

    [Theory]
    [MemberData(nameof(DifferentiableExamples))]
    public void Gradients_are_added_to_what_is_there(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = LayerTests.Compile(dialect, type, index);
        using var device = new NaiveDevice();
        using BoundLayer operation = layer.On(device);
        if (!operation.CanAdd)
            return;
        float[][] outputs = operation.Forward(layer.Inputs), seeds = Array.ConvertAll(outputs, output => layer.RandomGradient(output.Length));
        float[][] before = Array.ConvertAll(layer.Inputs, input => layer.RandomGradient(input.Length));
        float[][] gradients = operation.Backward(ReluRule.Standard, seeds), sums = operation.Backward(ReluRule.Standard, seeds, before);
        for (int i = 0; i < sums.Length; i++)
        {
            Close.Relative(
                [.. before[i].Zip(gradients[i], (one, other) => one + other)], sums[i], 1e-6, $"{dialect} {type} {index}, input {i}");
        }
    }

    [Fact]
    public void Operations_without_a_kernel_run_on_the_CPU()
    {
        using var device = new NaiveDevice();
        foreach (TheoryDataRow<Dialect, string, int> row in Examples)
        {
            ExampleLayer layer = LayerTests.Compile(row.Data.Item1, row.Data.Item2, row.Data.Item3);
            using BoundLayer operation = layer.On(device);
            if (operation is BoundNetwork)
                continue;
            bool isOwn = OwnKernels.Contains(layer.Operation.GetType().Name) && layer.Operation is not (Operations.Eltwise { Method: not Operations.EltwiseOperation.Sum } or Operations.ReLU { HasTwoDerivatives: false });
            Assert.StartsWith(isOwn ? "naive" : "on the CPU", operation.Algorithm, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_value_that_is_read_twice_is_one_value()
    {
        Shape shape = [1, 3, 2, 2];
        float[] x = [.. Enumerable.Range(0, shape.Count).Select(i => i - 5.5f)];
        using var device = new NaiveDevice();
        using var packed = new PackedWeightCache();
        using DeviceSession session = device.CreateSession(packed);
        using var host = new HostSession(packed);
        using DeviceBuffer input = session.Allocate(shape), output = session.Allocate(shape), dy = session.Allocate(shape), dx1 = session.Allocate(shape), dx2 = session.Allocate(shape);
        using PreparedOperation square = host.Prepare(new Operations.Eltwise(Operations.EltwiseOperation.Product), [input, input], [output], []);
        input.Write(x);
        square.Forward();
        float[] y = new float[x.Length], gradient = new float[x.Length];
        output.Read(y);
        Assert.Equal(x.Select(value => value * value), y);
        dy.Write([.. Enumerable.Repeat(2f, x.Length)]);
        square.Backward(new OperationGradients(ReluRule.Standard, [new OutputGradient(dy)], [new InputGradient(dx1), new InputGradient(null)]));
        dx1.Read(gradient);
        Assert.Equal(x.Select(value => 2 * value), gradient);
        square.Backward(new OperationGradients(ReluRule.Standard, [new OutputGradient(dy)], [new InputGradient(null), new InputGradient(dx2)]));
        dx2.Read(gradient);
        Assert.Equal(x.Select(value => 2 * value), gradient);
    }
}
