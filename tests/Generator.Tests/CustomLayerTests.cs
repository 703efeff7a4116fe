using System.Reflection;
using CaffeSharpGen.Weights;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>
/// Layers of types that nobody knows are partial methods of the generated class: implemented ones compute them; without an implementation,
/// what does not depend on them runs and can be explained. And values without a gradient are no targets.
/// </summary>
public sealed class CustomLayerTests
{
    private const string Text = """
        name: "Detector"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 dim: 6 dim: 6 } } }
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "scores" type: "InnerProduct" bottom: "conv" top: "scores" inner_product_param { num_output: 5 } }
        layer { name: "rpn/proposal" type: "Python" bottom: "scores" top: "rois" python_param { module: "rpn.proposal_layer" layer: "ProposalLayer" param_str: "{'scale': 2}" } }
        layer { name: "head" type: "InnerProduct" bottom: "rois" top: "head" inner_product_param { num_output: 2 } }
        layer { name: "winner" type: "ArgMax" bottom: "head" top: "winner" }
        """;

    private const string Implemented = """
        partial class Detector
        {
            partial void ForwardRpn_Proposal(CustomLayer layer)
            {
                float scale = layer.ParamStr == "{'scale': 2}" ? 2 : 0;
                for (int i = 0; i < 5; i++)
                    layer.Tops[0][i] = scale * layer.Bottoms[0][i];
            }
        }
        """;

    private const string WithGradient = """
        partial class Detector
        {
            partial void BackwardRpn_Proposal(CustomLayerBackward layer)
            {
                for (int i = 0; i < 5; i++)
                    layer.BottomGradients[0]![i] = 2 * layer.TopGradients[0][i];
            }
        }
        """;

    private static Prototxt Net => new("detector.prototxt", Text) { Metadata = { ["CaffeCustomLayers"] = "rpn.proposal_layer.ProposalLayer=Nx5" } };

    [Fact]
    public void Generated_code()
    {
        var run = new GeneratorRun(Net);
        Assert.Empty(run.Diagnostics.Where(message => message.Severity != DiagnosticSeverity.Info));
        Assert.Multiple([.. run.Sources.Select(source => (Action)(() => Snapshot.Verify(source.Key.Replace(".g.cs", "", StringComparison.Ordinal), source.Value)))]);
        Assert.Empty(run.AllMessages());
    }

    [Fact]
    public void A_partial_method_computes_the_layer()
    {
        float[][] found = Run(Implemented, "Keep(net.Scores.Activation); Keep(net.Rpn_Proposal.Activation);");
        Assert.Equal(found[0].Select(x => 2 * x), found[1]);
        found = Run(Implemented, """
            using Detector two = net.Share(2);
            two.Data.SetImage(0, image);
            two.Data.SetImage(1, image);
            two.Forward();
            Keep(net.Head.Activation);
            Keep(two.Head.Activation);
            """);
        Assert.Equal(found[0], found[1][..2]); // The method writes one row.
    }

    [Fact]
    public void Without_it_the_body_runs_and_is_explained()
    {
        float[][] found = Run("", """
            net.Backward(net.Scores[3], net.Relu);
            Keep(net.Relu.Gradient);
            Keep(net.GradCam(at: net.Relu, of: net.Scores[3]).Map);
            Keep(net.GradCam(at: net.Relu, of: [net.Scores[1], net.Scores[2]])[1].Map);
            """);
        Assert.Equal([64, 16, 16], found.Select(values => values.Length));
        Assert.Contains(found[1], x => x > 0);
        string message = Refusal("", "Keep(net.Head.Activation);");
        Assert.Equal(
            "'head' of Detector depends on layer 'rpn/proposal' (rpn.proposal_layer.ProposalLayer), for which the program has no code: "
            + "implement the partial method ForwardRpn_Proposal of the network's class, or give "
            + "LoadOptions.CustomLayers[\"rpn.proposal_layer.ProposalLayer\"] when it is loaded; what does not depend on the layer can be read and explained",
            message);
        Assert.Equal(message, Refusal("", "net.GradCam(at: net.Relu, of: net.Head[1]);"));
    }

    [Fact]
    public void Its_gradient_is_another_method()
    {
        Assert.Contains("has no gradient: it is computed by code of the program that has no backward; explain what it reads instead, "
            + "such as a score in 'scores'", Refusal(Implemented, "net.Backward(net.Head[0], net.Data);"));
        float[][] found = Run(Implemented + WithGradient, "net.Backward(net.Head[0], [net.Scores, net.Rpn_Proposal]); Keep(net.Scores.Gradient); Keep(net.Rpn_Proposal.Gradient);");
        Assert.Equal(found[1].Select(x => 2 * x), found[0]);
    }

    [Fact]
    public void Code_that_is_given_counts_more()
    {
        float[][] found = Run(Implemented, """
            var given = new Dictionary<string, CustomLayerCode> { ["rpn/proposal"] = new(layer => layer.Tops[0].Span.Fill(7)) };
            using var other = Detector.Load(weights, new LoadOptions { CustomLayers = given }, leaveOpen: true);
            other.Forward();
            Keep(other.Rpn_Proposal.Activation);
            """);
        Assert.Equal([7, 7, 7, 7, 7], found[0]);
    }

    [Fact]
    public void A_file_with_errors_declares_the_methods()
    {
        var run = new GeneratorRun($"using CaffeSharpGen; namespace Demo; {Implemented}", new Prototxt("detector.prototxt", Text + "layer { }") { Metadata = Net.Metadata });
        Assert.Contains(run.Diagnostics, message => message.Severity == DiagnosticSeverity.Error);
        run.RequireDraft();
    }

    [Fact]
    public void Wrong_metadata_is_told()
    {
        var run = new GeneratorRun(new Prototxt("detector.prototxt", Text) { Metadata = { ["CaffeCustomLayers"] = "Some" } });
        Assert.Contains("the metadata CaffeCustomLayers is 'Some'; expected types, each with the shapes of its tops", Assert.Single(run.Diagnostics).GetMessage(), StringComparison.Ordinal);
        run = new GeneratorRun(new Prototxt("detector.prototxt", Text.Replace("rpn.proposal_layer", "my.layers", StringComparison.Ordinal)));
        Assert.Contains(
            "the metadata CaffeCustomLayers=\"my.layers.ProposalLayer=same\"",
            Assert.Single(run.Diagnostics, message => message.Id == "CSG0102").GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.GradCam(at: net.Relu, of: net.Winner[0]);", "net.Winner[0]")]
    [InlineData("net.GradCam(at: net.Winner, of: net.Scores[0]);", "net.Winner")]
    [InlineData("net.Backward(net.Winner.Best(), net.Data);", "net.Winner.Best()")]
    [InlineData("_ = net.Winner.Each(0);", "net.Winner.Each(0)")]
    public void A_value_without_a_gradient_does_not_compile_as_a_target(string statement, string culprit)
    {
        Diagnostic error = Assert.Single(Compile(statement, "").CompilerMessages());
        Assert.Equal(("CSG0403", DiagnosticSeverity.Error), (error.Id, error.Severity));
        Assert.Equal(culprit, error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan));
        Assert.Contains("this value has no gradient", error.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_without_a_gradient_can_be_read()
    {
        float[][] found = Run(Implemented, """
            using (net.Winner.OnForward(value => value[0] += 10))
            using (net.Winner.Keep())
                net.ForwardTo(net.Winner);
            Keep(net.Winner.Activation);
            Hook any = net.Winner;
            Keep(any.CopyActivation());
            """);
        Assert.Contains(found[0][0], new float[] { 10, 11 });
        Assert.Equal(
            "layer 'winner' (ArgMax) lies between 'winner' and the hook and has no gradient: what it puts out does not change smoothly with "
            + "what it reads; explain what it reads instead, such as a score in 'head'",
            Refusal(Implemented + WithGradient, "net.Network.Backward(((Hook)net.Winner)[0], net.Head);"));
    }

    private static string Refusal(string code, string statements) => Assert.IsType<InvalidOperationException>(
        Assert.Throws<TargetInvocationException>(() => Run(code, statements)).InnerException).Message;

    private static float[][] Run(string code, string statements)
    {
        GeneratorRun run = Compile(statements, code);
        Assert.Empty(run.CompilerMessages());
        MethodInfo method = run.Load().GetType("Demo.Program", throwOnError: true)!.GetMethod("Run", BindingFlags.NonPublic | BindingFlags.Static)!;
        return (float[][])method.Invoke(null, [Weights()])!;
    }

    private static GeneratorRun Compile(string statements, string code) => new($$"""
        using System.Collections.Generic;
        using CaffeSharpGen;
        using CaffeSharpGen.GradCam;
        using CaffeSharpGen.Weights;
        namespace Demo;
        static class Program
        {
            static readonly List<float[]> kept = [];
            static void Keep(Tensor value) => kept.Add(value.Span.ToArray());
            static float[][] Run(WeightSource weights)
            {
                using Detector net = Detector.Load(weights, leaveOpen: true);
                float[] image = new float[Detector.Shapes.Data.Count];
                for (int i = 0; i < image.Length; i++)
                    image[i] = i % 7 - 3;
                net.Data.Set(image);
                net.Forward();
                {{statements}}
                return [.. kept];
            }
        }
        {{code}}
        """, Net);

    private static MemoryWeights Weights()
    {
        var random = new Random(1);
        Tensor Make(params int[] shape)
        {
            var weights = new Tensor(Shape.Of(shape));
            foreach (ref float weight in weights.Span)
                weight = random.NextSingle() - 0.4f;
            return weights;
        }
        return new MemoryWeights(
        [
            new("conv", "Convolution", [Make(4, 3, 3, 3), Make(4)]), new("scores", "InnerProduct", [Make(5, 64), Make(5)]),
            new("head", "InnerProduct", [Make(2, 5), Make(2)]),
        ]);
    }
}
