using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Conformance;

/// <summary>
/// Every example of every layer definition, on every device: the fast kernels against the scalar oracle, the gradients of both against finite differences.
/// </summary>
public sealed class LayerTests
{
    public static IEnumerable<TheoryDataRow<Dialect, string, int>> Examples => ExamplesWhere((_, _) => true);

    public static IEnumerable<TheoryDataRow<Dialect, string, int>> DifferentiableExamples =>
        ExamplesWhere((definition, _) => definition.HasGradient);

    public static IEnumerable<TheoryDataRow<Dialect, string, int>> ExamplesOfSeveralTops =>
        ExamplesWhere((definition, example) => definition.HasGradient && example.Tops > 1);

    /// <summary>Widths of vector and numbers of threads that the fast kernels are run with; a processor that lacks a width computes it in halves.</summary>
    public static readonly (int TileWidth, int Threads)[] Devices = [(16, 1), (16, 3), (8, 1), (8, 3), (4, 1), (4, 3)];

    [Fact]
    public void Every_layer_type_has_an_example() =>
        Assert.All(LayerCatalog.All, definition => Assert.True(definition.Type == "Input" || definition.Examples.Any(), definition.Type));

    [Fact]
    public void Each_dialect_has_the_examples_of_its_own_definition()
    {
        var catalog = new LayerCatalog([.. LayerCatalog.All, .. ForkLayers.All]);
        Assert.Equal(
            [(Dialect.Ssd, "AbsVal"), (Dialect.OpenCv, "TanH")],
            from row in ExamplesWhere((definition, _) => definition.Type == "Warp", catalog)
            let layer = Compile(row.Data.Item1, row.Data.Item2, row.Data.Item3, catalog)
            select (row.Data.Item1, layer.Operation.Kind));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Fast_kernels_equal_the_oracle(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = Compile(dialect, type, index);
        using Device scalar = Device.Scalar();
        using BoundLayer oracle = layer.On(scalar);
        float[][] expected = oracle.Forward(layer.Inputs);
        foreach ((int width, int threads) in Devices)
        {
            using var device = new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
            using BoundLayer fast = layer.On(device);
            float[][] actual = fast.Forward(layer.Inputs);
            for (int i = 0; i < expected.Length; i++)
                Close.Relative(expected[i], actual[i], 2e-6, $"{dialect} {type} {index}, output {i}, width {width}, {threads} threads");
            if (!layer.IsDifferentiable)
                continue;
            foreach (ReluRule rule in Enum.GetValues<ReluRule>())
            {
                float[][] gradients = Array.ConvertAll(expected, output => layer.RandomGradient(output.Length));
                float[][] expectedGradients = oracle.Backward(rule, gradients), actualGradients = fast.Backward(rule, gradients);
                for (int i = 0; i < expectedGradients.Length; i++)
                {
                    Close.Relative(
                        expectedGradients[i], actualGradients[i], 5e-6,
                        $"{dialect} {type} {index}, {rule} gradient of input {i}, width {width}, {threads} threads");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(DifferentiableExamples))]
    public void Gradients_equal_finite_differences(Dialect dialect, string type, int index)
    {
        foreach (CpuKernels kernels in Enum.GetValues<CpuKernels>())
            CheckGradients(Compile(dialect, type, index), $"{dialect} {type} {index}", kernels);
    }

    [Theory]
    [MemberData(nameof(ExamplesOfSeveralTops))]
    public void An_output_without_gradient_counts_as_zero(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = Compile(dialect, type, index);
        foreach (CpuKernels kernels in Enum.GetValues<CpuKernels>())
        {
            using var device = new CpuDevice(kernels, 1);
            using BoundLayer operation = layer.On(device);
            float[][] outputs = operation.Forward(layer.Inputs);
            float[] seed = layer.RandomGradient(outputs[0].Length);
            float[]?[] some = new float[]?[outputs.Length], zeros = Array.ConvertAll(outputs, output => new float[output.Length]);
            some[0] = zeros[0] = seed;
            Assert.Equal(operation.Backward(ReluRule.Standard, zeros), operation.Backward(ReluRule.Standard, some));
        }
    }

    private static void CheckGradients(ExampleLayer layer, string what, CpuKernels kernels)
    {
        Assert.True(
            layer.IsDifferentiable,
            $"{what}: its definition has a gradient, and an operation of it says that it has none");
        using var device = new CpuDevice(kernels, 1);
        using BoundLayer operation = layer.On(device);
        float[][] outputs = operation.Forward(layer.Inputs);
        float[]?[] seeds = [.. outputs.Select((output, i) => i < layer.SmoothOutputs ? layer.RandomGradient(output.Length) : null)];
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
                    $"{what}, {kernels}, input {input}, element {i}: gradient {gradients[input][i]}, finite difference {slope}");
            }
        }
    }

    /// <summary>The examples as rows of a theory: a definition is found by its dialect and type, an example by its index there.</summary>
    internal static IEnumerable<TheoryDataRow<Dialect, string, int>> ExamplesWhere(
        Func<LayerDefinition, LayerExample, bool> isWanted, LayerCatalog? catalog = null) =>
        from definition in (catalog ?? LayerCatalog.Shipped).Ordered
        where definition.Type != "Input"
        from example in definition.Examples.Select((example, index) => (example, index))
        where isWanted(definition, example.example)
        select new TheoryDataRow<Dialect, string, int>(definition.Dialect, definition.Type, example.index);

    /// <summary>Compiles the example of a row.</summary>
    internal static ExampleLayer Compile(Dialect dialect, string type, int index, LayerCatalog? catalog = null)
    {
        LayerDefinition definition = Definition(dialect, type, catalog);
        return new ExampleLayer(definition, definition.Examples.ElementAt(index), catalog);
    }

    internal static LayerDefinition Definition(Dialect dialect, string type, LayerCatalog? catalog = null)
    {
        Assert.True((catalog ?? LayerCatalog.Shipped).TryFind(type, dialect, out LayerDefinition definition), $"{dialect} has no {type}");
        return definition;
    }

    // Where there are no kinks, a large step drowns what Winograd rounds.
    private static bool IsLinear(ExampleLayer layer) => layer.Operations is [Operations.Convolution or Operations.Deconvolution or Operations.InnerProduct];

    private static double Slope(BoundLayer operation, float[][] inputs, float[]?[] seeds, int input, int element, double step)
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
