using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Conformance;

/// <summary>
/// Every example of every layer definition, on every device: the fast kernels against the scalar oracle, the gradients of both against finite differences.
/// </summary>
public sealed class LayerTests
{
    public static IEnumerable<TheoryDataRow<string, int>> Examples => ExamplesWhere((_, _) => true);

    public static IEnumerable<TheoryDataRow<string, int>> DifferentiableExamples =>
        ExamplesWhere((definition, _) => !TypesWithoutGradient.Contains(definition.Type));

    public static IEnumerable<TheoryDataRow<string, int>> ExamplesOfSeveralTops => ExamplesWhere((_, example) => example.Tops > 1);

    /// <summary>Widths of vector and numbers of threads that the fast kernels are run with; a processor that lacks a width computes it in halves.</summary>
    public static readonly (int TileWidth, int Threads)[] Devices = [(16, 1), (16, 3), (8, 1), (8, 3), (4, 1), (4, 3)];

    // What they compute, or read, are whole numbers.
    private static readonly string[] TypesWithoutGradient = ["ArgMax", "Embed"];

    [Fact]
    public void Every_layer_type_has_an_example() =>
        Assert.All(LayerCatalog.All, definition => Assert.True(definition.Type == "Input" || definition.Examples.Any(), definition.Type));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Fast_kernels_equal_the_oracle(string type, int index)
    {
        ExampleLayer layer = Compile(type, index);
        using Device scalar = Device.Scalar();
        using BoundOperation oracle = layer.On(scalar);
        float[][] expected = oracle.Forward(layer.Inputs);
        foreach ((int width, int threads) in Devices)
        {
            using var device = new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
            using BoundOperation fast = layer.On(device);
            float[][] actual = fast.Forward(layer.Inputs);
            for (int i = 0; i < expected.Length; i++)
                Close.Relative(expected[i], actual[i], 2e-6, $"{type} {index}, output {i}, width {width}, {threads} threads");
            if (!layer.Operation.IsDifferentiable)
                continue;
            foreach (ReluRule rule in Enum.GetValues<ReluRule>())
            {
                float[][] gradients = Array.ConvertAll(expected, output => layer.RandomGradient(output.Length));
                float[][] expectedGradients = oracle.Backward(rule, gradients), actualGradients = fast.Backward(rule, gradients);
                for (int i = 0; i < expectedGradients.Length; i++)
                    Close.Relative(expectedGradients[i], actualGradients[i], 5e-6, $"{type} {index}, {rule} gradient of input {i}, width {width}, {threads} threads");
            }
        }
    }

    [Theory]
    [MemberData(nameof(DifferentiableExamples))]
    public void Gradients_equal_finite_differences(string type, int index)
    {
        foreach (CpuKernels kernels in Enum.GetValues<CpuKernels>())
            CheckGradients(type, index, kernels);
    }

    [Theory]
    [MemberData(nameof(ExamplesOfSeveralTops))]
    public void An_output_without_gradient_counts_as_zero(string type, int index)
    {
        ExampleLayer layer = Compile(type, index);
        foreach (CpuKernels kernels in Enum.GetValues<CpuKernels>())
        {
            using var device = new CpuDevice(kernels, 1);
            using BoundOperation operation = layer.On(device);
            float[][] outputs = operation.Forward(layer.Inputs);
            float[] seed = layer.RandomGradient(outputs[0].Length);
            float[]?[] some = new float[]?[outputs.Length], zeros = Array.ConvertAll(outputs, output => new float[output.Length]);
            some[0] = zeros[0] = seed;
            Assert.Equal(operation.Backward(ReluRule.Standard, zeros), operation.Backward(ReluRule.Standard, some));
        }
    }

    private static void CheckGradients(string type, int index, CpuKernels kernels)
    {
        ExampleLayer layer = Compile(type, index);
        Assert.True(layer.Operation.IsDifferentiable, $"{type} is not among the types without a gradient, and its operation says that it has none");
        using var device = new CpuDevice(kernels, 1);
        using BoundOperation operation = layer.On(device);
        float[][] outputs = operation.Forward(layer.Inputs);
        float[]?[] seeds = [.. outputs.Select((output, i) => CarriesGradient(layer, i) ? layer.RandomGradient(output.Length) : null)];
        float[][] gradients = operation.Backward(ReluRule.Standard, seeds);
        for (int input = 0; input < gradients.Length; input++)
        {
            int count = gradients[input].Length;
            double largest = gradients[input].Max(gradient => Math.Abs((double)gradient)), step = IsLinear(layer) ? 1 : Math.Min(ExampleLayer.Gap(count) / 4, 0.02);
            // At most some hundred places, spread over all; the stride has no factor in common with any usual length.
            for (int i = 0; i < count; i += count > 300 ? 7 : 1)
            {
                double slope = Slope(operation, layer.Inputs, seeds, input, i, step);
                Assert.True(Math.Abs(slope - gradients[input][i]) <= 4e-3 * Math.Max(largest, 0.1),
                    $"{type} {index}, {kernels}, input {input}, element {i}: gradient {gradients[input][i]}, finite difference {slope}");
            }
        }
    }

    internal static IEnumerable<TheoryDataRow<string, int>> ExamplesWhere(Func<LayerDefinition, LayerExample, bool> isWanted) =>
        from definition in LayerCatalog.All
        where definition.Type != "Input"
        from example in definition.Examples.Select((example, index) => (example, index))
        where isWanted(definition, example.example)
        select new TheoryDataRow<string, int>(definition.Type, example.index);

    internal static ExampleLayer Compile(string type, int index)
    {
        Assert.True(LayerCatalog.TryGet(type, out LayerDefinition definition));
        return new ExampleLayer(definition, definition.Examples.ElementAt(index));
    }

    // Where there are no kinks, a large step drowns what Winograd rounds.
    private static bool IsLinear(ExampleLayer layer) => layer.Operation is Operations.Convolution or Operations.Deconvolution or Operations.InnerProduct;

    // The places of maxima, Pooling's second output, are not differentiable.
    private static bool CarriesGradient(ExampleLayer layer, int output) => output == 0 || layer.Operation is not Operations.Pooling;

    private static double Slope(BoundOperation operation, float[][] inputs, float[]?[] seeds, int input, int element, double step)
    {
        float value = inputs[input][element];
        try
        {
            float up = (float)(value + step), down = (float)(value - step);
            inputs[input][element] = up;
            double above = Weighted(operation.Forward(inputs), seeds);
            inputs[input][element] = down;
            double below = Weighted(operation.Forward(inputs), seeds);
            return (above - below) / ((double)up - down);
        }
        finally
        {
            inputs[input][element] = value;
        }
    }

    private static double Weighted(float[][] outputs, float[]?[] seeds)
    {
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            for (int j = 0; seeds[i] is { } seed && j < seed.Length; j++)
                sum += (double)seed[j] * outputs[i][j];
        }
        return sum;
    }
}
