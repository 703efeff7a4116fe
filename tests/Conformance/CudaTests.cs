using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Conformance;

/// <summary>
/// Every example of every layer definition on a GPU, against the scalar oracle: on the test double, which runs the kernels that ship.
/// </summary>
[Collection("CUDA")]
public sealed class CudaTests
{
    private const double Tolerance = 1e-5;

    // One for all tests.
    private static readonly Lazy<Device> gpu = new(() =>
    {
        CudaDouble.Start(System.Text.Encoding.UTF8.GetString(KernelModule.Ptx()[..^1]));
        return Device.Cuda();
    });

    public static IEnumerable<TheoryDataRow<Dialect, string, int>> Examples => LayerTests.Examples;

    public static IEnumerable<TheoryDataRow<Dialect, string, int>> DifferentiableExamples => LayerTests.DifferentiableExamples;

    [Theory]
    [MemberData(nameof(Examples))]
    public void It_equals_the_oracle(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = LayerTests.Compile(dialect, type, index);
        using Device scalar = Device.Scalar();
        using BoundLayer oracle = layer.On(scalar), other = layer.On(gpu.Value);
        // Twice: what the first pass left behind must not show in the second.
        for (int pass = 0; pass < 2; pass++)
        {
            float[][] expected = oracle.Forward(layer.Inputs), actual = other.Forward(layer.Inputs);
            for (int i = 0; i < expected.Length; i++)
            {
                if (expected[i].Any(float.IsNaN))
                    Assert.Equal(expected[i], actual[i]);
                else
                    Close.Relative(expected[i], actual[i], Tolerance, $"{dialect} {type} {index}, output {i}");
            }
            foreach (ReluRule rule in layer.IsDifferentiable ? Enum.GetValues<ReluRule>() : [])
            {
                float[][] gradients = Array.ConvertAll(expected, output => layer.RandomGradient(output.Length));
                float[][] expectedGradients = oracle.Backward(rule, gradients), actualGradients = other.Backward(rule, gradients);
                for (int i = 0; i < expectedGradients.Length; i++)
                {
                    Close.Relative(
                        expectedGradients[i], actualGradients[i], Tolerance, $"{dialect} {type} {index}, {rule} gradient of input {i}");
                }
            }
            // Inputs that an example prescribes, such as regions and boxes, mean nothing backwards.
            foreach (float[] input in layer.HasGivenInputs ? [] : layer.Inputs)
                Array.Reverse(input);
        }
    }

    [Theory]
    [MemberData(nameof(DifferentiableExamples))]
    public void Gradients_are_added_to_what_is_there(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = LayerTests.Compile(dialect, type, index);
        using BoundLayer operation = layer.On(gpu.Value);
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

    [Theory]
    [MemberData(nameof(DifferentiableExamples))]
    public void An_output_without_gradient_counts_as_zero(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = LayerTests.Compile(dialect, type, index);
        using BoundLayer operation = layer.On(gpu.Value);
        float[][] outputs = operation.Forward(layer.Inputs), zeros = Array.ConvertAll(outputs, output => new float[output.Length]);
        if (outputs.Length < 2)
            return;
        float[]?[] some = new float[]?[outputs.Length];
        some[0] = zeros[0] = layer.RandomGradient(outputs[0].Length);
        Assert.Equal(operation.Backward(ReluRule.Standard, zeros), operation.Backward(ReluRule.Standard, some));
    }

    [Fact]
    public void An_operation_has_kernels_or_stands_in_the_list_of_those_that_run_on_the_CPU()
    {
        IEnumerable<string> operations = NamesIn("src/Model/Operations"), files = NamesIn("src/Cuda/Kernels").Intersect(operations);
        Assert.Equal(operations.Order(StringComparer.Ordinal), files.Concat(OnTheCpu).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_other_operation_of_ours_runs_on_the_CPU()
    {
        HashSet<string> listed = [.. OnTheCpu];
        List<string> found = [];
        foreach (TheoryDataRow<Dialect, string, int> row in Examples)
        {
            ExampleLayer layer = LayerTests.Compile(row.Data.Item1, row.Data.Item2, row.Data.Item3);
            if (layer.Operations.Any(operation => listed.Contains(operation.GetType().Name)))
                continue;
            using BoundLayer operation = layer.On(gpu.Value);
            if (operation.Algorithm.Contains("on the CPU", StringComparison.Ordinal))
                found.Add($"{row.Data.Item1} {row.Data.Item2} {row.Data.Item3}: {string.Join(", ", layer.Operations.Select(it => it.Kind))}");
        }
        Assert.Empty(found);
    }

    private static IEnumerable<string> OnTheCpu =>
        OnTheCpuList.Names(File.ReadAllText(SharedFolder.InRepository("src/Cuda/Kernels/OnTheCpu.txt")));

    private static IEnumerable<string> NamesIn(string folder) =>
        Directory.EnumerateFiles(SharedFolder.InRepository(folder), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file));
}
