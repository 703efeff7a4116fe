using System.Reflection;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>Further sizes of a class's input: the metadata CaffeOtherShapes.</summary>
public sealed class OtherShapesTests
{
    private const string Text = """
        name: "Body"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 2 dim: 6 dim: 5 } } }
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 3 kernel_size: 3 pad: 1 } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool" pooling_param { pool: AVE global_pooling: true } }
        """;

    private const string Program = """
        using CaffeSharpGen;
        using Demo;
        static class Program
        {
            internal static float[] Run(Body net, int[] shape)
            {
                using Body other = net.Share(shape);
                other.Data.Set(System.Linq.Enumerable.ToArray(System.Linq.Enumerable.Select(System.Linq.Enumerable.Range(0, other.Data.Shape.Count), i => i % 7f)));
                other.Forward();
                Hook<Body> relu = other.Relu;
                return [other.BatchSize, relu.Shape[2], relu.Shape[3], .. other.Pool.Activation.Span];
            }
        }
        """;

    [Theory]
    [InlineData(2, 2, 12, 9)]
    [InlineData(1, 2, 3, 4)]
    [InlineData(3, 2, 6, 5)]
    public void It_runs_any_of_them_over_its_weights(params int[] shape)
    {
        Assembly program = new GeneratorRun(Program, File("1,2,12,9 | 1,2,3,4")).Load();
        var conv = new LayerTensors("conv", "Convolution", [new Tensor([3, 2, 3, 3]), new Tensor([3], new float[] { 1, 2, 3 })]);
        Type type = program.GetType("Demo.Body")!;
        object net = type.GetMethod("Load", [typeof(WeightSource), typeof(Device), typeof(int), typeof(bool)])!
            .Invoke(null, [new MemoryWeights([conv]), null, 1, false])!;
        float[] found = (float[])program.GetType("Program")!.GetMethod("Run", BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, [net, shape])!;
        Assert.Equal(
            [shape[0], shape[2], shape[3], .. Enumerable.Repeat(new float[] { 1, 2, 3 }, shape[0]).SelectMany(bias => bias)], found,
            (expected, actual) => Math.Abs(expected - actual) < 1e-5);
        var failure = Assert.Throws<TargetInvocationException>(
            () => program.GetType("Program")!.GetMethod("Run", BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, [net, new[] { 1, 2, 7, 7 }]));
        Assert.Contains("CaffeOtherShapes", Assert.IsType<ArgumentException>(failure.InnerException).Message);
        ((IDisposable)net).Dispose();
    }

    [Fact]
    public void The_generated_code_compiles_without_a_message()
    {
        var run = new GeneratorRun(File("1,2,12,9"));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllMessages());
    }

    [Theory]
    [InlineData("1,2,x,9", "CaffeOtherShapes")]
    [InlineData("1,2", "for the shape 1,2 of CaffeOtherShapes")]
    [InlineData("1,3,8,8", "other operations or weights")]
    public void What_does_not_fit_is_an_error_and_gives_a_draft(string shapes, string message)
    {
        var run = new GeneratorRun(Program, File(shapes));
        Assert.Contains(run.Diagnostics, found => found.GetMessage().Contains(message, StringComparison.Ordinal));
        run.RequireDraft();
    }

    private static Prototxt File(string shapes) => new("body.prototxt", Text) { Metadata = { ["CaffeOtherShapes"] = shapes } };
}
