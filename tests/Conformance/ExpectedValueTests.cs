using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Conformance;

/// <summary>
/// Examples whose outputs were worked out by hand, on every device. A layer whose fast kernel is the scalar one needs them: comparing the
/// two compares a kernel with itself.
/// </summary>
public sealed class ExpectedValueTests
{
    public static IEnumerable<TheoryDataRow<Dialect, string, int>> Examples =>
        LayerTests.ExamplesWhere((_, example) => example.Expected.Length > 0);

    public static IEnumerable<TheoryDataRow<Dialect, string>> Types =>
        from definition in LayerCatalog.All
        where definition.Type != "Input"
        select new TheoryDataRow<Dialect, string>(definition.Dialect, definition.Type);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_device_computes_the_expected_values(Dialect dialect, string type, int index)
    {
        ExampleLayer layer = LayerTests.Compile(dialect, type, index);
        using Device scalar = Device.Scalar();
        Check(layer, scalar, $"{dialect} {type} {index}, scalar");
        foreach ((int width, int threads) in LayerTests.Devices)
        {
            using var device = new CpuDevice(CpuKernels.Simd, threads) { TileWidth = width };
            Check(layer, device, $"{dialect} {type} {index}, width {width}, {threads} threads");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_kernel_that_two_devices_share_has_expected_values(Dialect dialect, string type)
    {
        LayerDefinition definition = LayerTests.Definition(dialect, type);
        LayerExample[] shared = [.. definition.Examples.Where(example => IsShared(new ExampleLayer(definition, example)))];
        Assert.True(shared.Length == 0 || shared.Any(example => example.Expected.Length > 0),
            $"{dialect} {type}: in {shared.Length} of its {definition.Examples.Count()} examples the fast kernel is the scalar one, "
            + "and none has Expected");
    }

    private static bool IsShared(ExampleLayer layer)
    {
        using Device scalar = Device.Scalar(), cpu = Device.Cpu(1);
        return layer.KernelsOn(scalar).Intersect(layer.KernelsOn(cpu)).Any();
    }

    private static void Check(ExampleLayer layer, Device device, string what)
    {
        Assert.Equal(layer.InputShapes.Select(shape => shape.Count), layer.Inputs.Select(input => input.Length));
        using BoundLayer operation = layer.On(device);
        float[][] outputs = operation.Forward(layer.Inputs);
        Assert.Equal(layer.Expected.Length, outputs.Length);
        for (int i = 0; i < outputs.Length; i++)
            Close.Relative(layer.Expected[i], outputs[i], 1e-6, $"{what}, output {i}");
    }
}
