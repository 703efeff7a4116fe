using System.Reflection;
using CaffeSharpGen.Weights;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>Programs compiled together with generated networks: what fits compiles and runs, what belongs to another network does not compile.</summary>
public sealed class TypedHookTests
{
    // conv in place under relu, then fc: small enough for gradients by hand.
    private static readonly Prototxt NetA = Net("NetA"), NetB = Net("NetB");

    [Theory]
    [InlineData("a.Backward(a.Fc[1], a.Data);")]
    [InlineData("a.Backward(a.Fc.Each(0), a.Conv, ReluRule.Guided);")]
    [InlineData("a.Backward(a.Fc[1], [a.Data, a.Relu]); b.Backward(b.Fc[1], b.Data);")]
    [InlineData("Hook<NetA> hook = a.TryGetHook(\"fc\", out var found) ? found : a.Relu; a.Backward(hook[0], hook);")]
    [InlineData("Target<NetA> target = a.Fc[1]; InputHook<NetA> input = a.Data; a.Backward(target, input);")]
    [InlineData("a.Network.Backward(b.Fc[1], a.Data);")] // Checked at run time, and says so.
    [InlineData("bool same = a.Data == a.Data && a.Data != a.Conv; a.Backward(a.Data.Each(1), a.Data); Tensor copy = a.Data.CopyActivation();")]
    public void What_belongs_together_compiles(string statements) => Assert.Empty(Compile(statements));

    [Theory]
    [InlineData("a.Backward(a.Fc[1], b.Data);", "b.Data")]
    [InlineData("a.Backward(a.Fc[1], b.Relu, ReluRule.Guided);", "b.Relu")]
    [InlineData("a.Backward(b.Fc[1], a.Data);", "b.Fc[1]")]
    [InlineData("a.Backward(b.Fc.Each(1), a.Data);", "b.Fc.Each(1)")]
    [InlineData("Hook any = a.Data; a.Backward(a.Fc[1], any);", "any")]
    [InlineData("Target any = a.Fc[1]; a.Backward(any, a.Data);", "any")]
    public void A_hook_or_target_of_another_network_does_not(string statements, string culprit)
    {
        Diagnostic error = Assert.Single(Compile(statements));
        Assert.Equal(("CS1503", DiagnosticSeverity.Error), (error.Id, error.Severity));
        Assert.Equal(culprit, error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan));
    }

    [Theory]
    [InlineData("a.GradCam(at: a.Relu, of: a.Fc[1]);")]
    [InlineData("a.GradCam(at: a.Data, of: a.Fc.Each(1));")]
    [InlineData("a.GradCam(a.Relu, a.Fc[1]); b.GradCam(b.Relu, b.Fc[1]);")]
    [InlineData("a.GradCam(at: a.Relu, of: [a.Fc[0], a.Fc[1]]);")]
    [InlineData("a.GradCam(at: a.Relu, of: a.TryGetHook(\"fc\", out var found) ? found[1] : a.Fc[1]);")]
    public void Methods_of_libraries_take_what_belongs_to_the_network(string statements) => Assert.Empty(Compile(statements));

    // The sentence is ours, and stands at the very argument.
    [Theory]
    [InlineData("a.GradCam(at: b.Conv, of: a.Fc[1]);", "CSG0401", "b.Conv")]
    [InlineData("a.GradCam(b.Data, a.Fc[1]);", "CSG0401", "b.Data")]
    [InlineData("a.GradCam(at: a.Conv, of: b.Fc[1]);", "CSG0402", "b.Fc[1]")]
    [InlineData("a.GradCam(a.Conv, b.Fc.Each(1));", "CSG0402", "b.Fc.Each(1)")]
    [InlineData("a.GradCam(at: a.Relu, of: [a.Fc[1], b.Fc[2]]);", "CSG0402", "b.Fc[2]")]
    [InlineData("a.GradCam(at: a.Fc[1], of: a.Fc[1]);", "CSG0401", "a.Fc[1]")] // A target is no hook, and a hook no target.
    [InlineData("a.GradCam(at: a.Relu, of: a.Fc);", "CSG0402", "a.Fc")]
    public void Methods_of_libraries_say_what_does_not_belong_to_the_network(string statements, string id, string culprit)
    {
        Diagnostic error = Assert.Single(Compile(statements));
        Assert.Equal((id, DiagnosticSeverity.Error), (error.Id, error.Severity));
        Assert.Equal(culprit, error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan));
        Assert.Contains(id == "CSG0401" ? "pass a hook of the network in front of the dot" : "pass a target of the network in front of the dot", error.GetMessage());
    }

    [Fact]
    public void Both_arguments_are_reported() => Assert.Equal(["CSG0401", "CSG0402"], Compile("a.GradCam(at: b.Conv, of: b.Fc[1]);").Select(error => error.Id).Order());

    [Theory]
    [InlineData("a.Backward(a.Fc[1], [a.Data, b.Data]);")]
    [InlineData("Hook<NetA> hook = b.Fc;")]
    [InlineData("Target<NetB> target = a.Fc[0];")]
    [InlineData("a = b;")]
    [InlineData("b.TryGetHook(\"fc\", out Hook<NetA> hook);")]
    [InlineData("a.Fc.Set(new float[2]);")] // Only inputs can be set.
    [InlineData("new NetA(null!, null, 1);")]
    public void Nor_does_any_other_mix(string statements) => Assert.Contains(Compile(statements), error => error.Severity == DiagnosticSeverity.Error);

    [Fact]
    public void Generated_code_runs()
    {
        // Data 1 2 / 3 4; conv is (1−4+½, 1·1+2·2+3·3+4·4−1) = (−2½, 29); relu (0, 29); fc (0+58+10, 0−116+20) = (68, −96).
        float[][] found = Run("""
            using NetA net = NetA.Load(weights);
            net.Data.Set([1, 2, 3, 4]);
            net.Forward();
            Keep(net.Conv.Activation);
            Keep(net.Relu.Activation);
            Keep(net.Fc.Activation);
            net.Backward(net.Fc[1], [net.Data, net.Conv, net.Relu]);
            Keep(net.Relu.Gradient);
            Keep(net.Conv.Gradient);
            Keep(net.Data.Gradient);
            net.Backward(net.Fc[0], net.Data);
            Keep(net.Data.Gradient);
            net.Backward(net.Fc[1], net.Data, ReluRule.Deconv);
            Keep(net.Data.Gradient);
            """);
        float[][] expected =
        [
            [-2.5f, 29], [0, 29], [68, -96],
            // Of fc[1]: its weights (3, −4); through relu (0, −4); times the second kernel.
            [3, -4], [0, -4], [-4, -8, -12, -16],
            // Of fc[0]: weights (1, 2); through relu (0, 2).
            [2, 4, 6, 8],
            // The deconvnet lets what is positive pass: (3, 0) times the first kernel.
            [3, 0, 0, -3],
        ];
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Generated_code_runs_on_a_batch()
    {
        // The second image is the first times −1: conv (3+½, −30−1), relu (3½, 0), fc (3½+10, 10½+20).
        float[][] found = Run("""
            using NetA net = NetA.Load(weights, batchSize: 2);
            net.Data.SetImage(0, [1, 2, 3, 4]);
            net.Data.SetImage(1, [-1, -2, -3, -4]);
            net.Forward();
            Keep(net.Fc.Activation);
            net.Backward(net.Fc.Each(0, 1), net.Data);
            Keep(net.Data.Gradient);
            """);
        Assert.Equal([[68, -96, 13.5f, 30.5f], [2, 4, 6, 8, 3, 0, 0, -3]], found);
    }

    [Fact]
    public void Hooks_are_found_by_the_names_of_caffe()
    {
        Type type = new GeneratorRun(NetA, NetB).Load().GetType("Demo.NetA", throwOnError: true)!;
        object compiled = type.GetMethod("Load", [typeof(WeightSource), typeof(Device), typeof(int), typeof(bool)])!.Invoke(null, [Weights(), null, 1, false])!;
        using var net = (Network)type.GetProperty("Network")!.GetValue(compiled)!;
        Assert.Equal("NetA", net.Name);
        foreach ((string caffe, string member) in new[] { ("data", "Data"), ("conv", "Conv"), ("relu", "Relu"), ("fc", "Fc") })
        {
            Assert.True(net.TryGetHook(caffe, out Hook? hook));
            Assert.Equal(caffe, hook.Name);
            Assert.Same(Untyped(type.GetProperty(member)!.GetValue(compiled)!), hook);
            object?[] arguments = [caffe, null];
            Type typed = typeof(Hook<>).MakeGenericType(type);
            Assert.Equal(true, type.GetMethod("TryGetHook", [typeof(string), typed.MakeByRefType()])!.Invoke(compiled, arguments));
            Assert.Same(hook, Untyped(arguments[1]!));
        }
        Assert.False(net.TryGetHook("Conv", out _));
        Assert.False(net.TryGetHook("", out _));
        Assert.Equal(["data", "conv", "relu", "fc"], net.Hooks.Select(hook => hook.Name));
    }

    [Fact]
    public void A_weight_of_another_shape_is_refused()
    {
        MethodInfo load = new GeneratorRun(NetA).Load().GetType("Demo.NetA", throwOnError: true)!.GetMethod("Load", [typeof(WeightSource), typeof(Device), typeof(int), typeof(bool)])!;
        MemoryWeights tooFew = new([new LayerTensors("conv", "Convolution", [new Tensor([2, 1, 2, 2]), new Tensor([3])])]);
        Exception? thrown = Assert.Throws<TargetInvocationException>(() => load.Invoke(null, [tooFew, null, 1, false])).InnerException;
        Assert.Contains("'conv'", Assert.IsType<WeightException>(thrown).Message);
    }

    [Fact]
    public void Shapes_are_constants() => Assert.Empty(Compile("const int Sum = NetA.Shapes.Data.Height * NetA.Shapes.Data.Width + NetA.Shapes.Fc.Channels + NetA.Shapes.Data.Count; _ = new int[Sum - 9];"));

    // By its conversion, as generic code does it.
    private static Hook Untyped(object typed) =>
        (Hook)typed.GetType().GetMethods().Single(method => method.Name == "op_Implicit" && method.ReturnType == typeof(Hook)).Invoke(null, [typed])!;

    private static float[][] Run(string statements)
    {
        string program = $$"""
            using System.Collections.Generic;
            using CaffeSharpGen;
            using CaffeSharpGen.Weights;
            namespace Demo;
            static class Program
            {
                static readonly List<float[]> kept = [];
                static void Keep(Tensor value) => kept.Add(value.Span.ToArray());
                static float[][] Run(WeightSource weights)
                {
                    {{statements}}
                    return [.. kept];
                }
            }
            """;
        var run = new GeneratorRun(program, NetA);
        Assert.Empty(run.CompilerMessages());
        MethodInfo method = run.Load().GetType("Demo.Program", throwOnError: true)!.GetMethod("Run", BindingFlags.NonPublic | BindingFlags.Static)!;
        return (float[][])method.Invoke(null, [Weights()])!;
    }

    private static Diagnostic[] Compile(string statements)
    {
        string program = $$"""
            using CaffeSharpGen;
            using CaffeSharpGen.GradCam;
            namespace Demo;
            static class Program { static void Run(NetA a, NetB b) { {{statements}} } }
            """;
        var run = new GeneratorRun(program, NetA, NetB);
        Assert.Equal(4, run.Sources.Count);
        return run.CompilerMessages();
    }

    private static MemoryWeights Weights() => new(
    [
        new("conv", "Convolution", [new Tensor([2, 1, 2, 2], new float[] { 1, 0, 0, -1, 1, 2, 3, 4 }), new Tensor([2], new float[] { 0.5f, -1 })]),
        new("fc", "InnerProduct", [new Tensor([2, 2], new float[] { 1, 2, 3, -4 }), new Tensor([2], new float[] { 10, 20 })]),
    ]);

    private static Prototxt Net(string name) => new($"{name}.prototxt", $$"""
        name: "{{name}}"
        input: "data" input_dim: 1 input_dim: 1 input_dim: 2 input_dim: 2
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 2 } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "fc" type: "InnerProduct" bottom: "conv" top: "fc" inner_product_param { num_output: 2 } }
        """);
}
