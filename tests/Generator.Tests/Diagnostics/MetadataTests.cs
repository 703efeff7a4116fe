using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Generator.Tests.Diagnostics;

/// <summary>What the item of a prototxt says in the project: where it counts, what is wrong in it, and two items that want one class.</summary>
public sealed class MetadataTests
{
    private const string Net = """
        name: "net"
        input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 2 } }
        layer { name: "more" type: "ReLU" bottom: "fc" top: "more" include { stage: "extra" min_level: 1 } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" bottom: "fc" top: "loss" }
        """;

    [Theory]
    [InlineData("CaffeClassName", "My Net", "the name of a C# class")]
    [InlineData("CaffeClassName", "2Net", "the name of a C# class")]
    [InlineData("CaffeClassName", "class", "the name of a C# class")]
    [InlineData("CaffeClassName", "record", "the name of a C# class")]
    [InlineData("CaffeClassName", "A.B", "the name of a C# class")]
    [InlineData("CaffeNamespace", "My-App", "a C# namespace")]
    [InlineData("CaffeNamespace", "My..App", "a C# namespace")]
    [InlineData("CaffeNamespace", "My.namespace", "a C# namespace")]
    [InlineData("CaffeInputShape", "1,3,wide,224", "1,3,224,224")]
    [InlineData("CaffeInputShape", "1,3,-1,224", "1,3,224,224")]
    [InlineData("CaffeInputShape", "0", "1,3,224,224")]
    [InlineData("CaffeInputShape", ",", "1,3,224,224")]
    [InlineData("CaffeInputShape", "data:", "data: 1,3,224,224, label: 1,1")]
    [InlineData("CaffeInputShape", "data: 1,3,8,8; : 1", "data: 1,3,224,224, label: 1,1")]
    [InlineData("CaffeInputShape", "data: 1,3,8,8, data: 1,3,9,9", "data: 1,3,224,224, label: 1,1")]
    [InlineData("CaffeInputShape", "data: 1,3,wide,8", "data: 1,3,224,224, label: 1,1")]
    [InlineData("CaffeIgnoreFields", "ceil_mode, mem-param", "names of fields, such as ceil_mode, mem_param")]
    [InlineData("CaffeIgnoreFields", "1st", "names of fields")]
    [InlineData("CaffeKeepLoss", "yes", "true, false or values")]
    [InlineData("CaffeLevel", "high", "an integer")]
    [InlineData("CaffeLevel", "1.5", "an integer")]
    [InlineData("CaffeCustomLayers", "MyType", "types, each with the shapes of its tops, such as rpn.proposal_layer.ProposalLayer=1x5; MyType=same, Nx10")]
    [InlineData("CaffeDialect", "Bvcl", "Ours; did you mean 'Bvlc'?")]
    [InlineData("CaffeDialect", "caffe", "expected one of Bvlc, Ssd")]
    [InlineData("CaffeDialect", "Intel", "expected one of Bvlc, Ssd")]
    [InlineData("CaffeDialect", "0", "expected one of Bvlc, Ssd")]
    public void Wrong_metadata_is_an_error(string name, string value, string expected)
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net) { Metadata = { [name] = value } });
        RequireOne(run, "net.prototxt", $"the metadata {name} is '{value}'", expected);
        if (name is "CaffeClassName" or "CaffeNamespace")
            Assert.Empty(run.Sources);
        else
            run.RequireDraft();
    }

    [Theory]
    [InlineData("load")]
    [InlineData("shapes")]
    [InlineData("definition")]
    [InlineData("get operation", "Operation")]
    [InlineData("get definition", "get_Definition")]
    [InlineData("the definition", "definition")]
    public void A_class_cannot_be_called_as_its_members(string net, string? className = null)
    {
        Prototxt file = new("net.prototxt", Net.Replace("\"net\"", $"\"{net}\"", StringComparison.Ordinal));
        if (className is not null)
            file.Metadata["CaffeClassName"] = className;
        var run = new GeneratorRun(file);
        RequireOne(run, "net.prototxt", $"the class cannot be called {className ?? char.ToUpperInvariant(net[0]) + net[1..]}", "CaffeClassName");
        Assert.Empty(run.Sources);
    }

    [Fact]
    public void Every_metadata_counts()
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net)
        {
            Metadata =
            {
                ["CaffeClassName"] = "Mine", ["CaffeNamespace"] = "My.Networks", ["CaffeInputShape"] = "1x3x10x12", ["CaffeKeepLoss"] = "True", ["CaffeLevel"] = "1",
                ["CaffeStages"] = "one, extra",
            },
        });
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllMessages());
        string passes = run.Sources["My.Networks.Mine.Passes.g.cs"];
        Assert.Contains(" data = Input → N×3×10×12\n", passes);
        Assert.Contains(" more = ReLU(fc)", passes);
        Assert.Contains(" loss = Softmax(fc)", passes);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Ours", Dialect.Ours)]
    [InlineData(" bvlc ", Dialect.Bvlc)]
    public void A_dialect_is_chosen_by_its_name_and_none_without(string metadata, Dialect? expected)
    {
        Prototxt file = new("net.prototxt", Net) { Metadata = { ["CaffeDialect"] = metadata } };
        Assert.Equal(expected, file.Settings.ToNetOptions().Dialect);
        var run = new GeneratorRun(file);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.AllMessages());
    }

    // Reports 07, 44 and 54.
    [Fact]
    public void Fields_to_ignore_are_ignored()
    {
        Prototxt file = new("net.prototxt", Net.Replace("\"fc\" type", "\"fc\" mem_param { optimize_test: true } type", StringComparison.Ordinal)
            + """layer { name: "relu" type: "ReLU" bottom: "fc" top: "relu" relu_param { slope: 0.1 } }""");
        var refused = new GeneratorRun(file);
        refused.RequireDraft();
        Assert.Equal([(ProblemCodes.UnknownField, 2), (ProblemCodes.UnknownField, 4)],
            refused.Diagnostics.Select(message => (message.Id, message.Location.GetLineSpan().StartLinePosition.Line)));
        Assert.Contains("CaffeIgnoreFields=\"mem_param\"", refused.Diagnostics[0].GetMessage());

        file.Metadata["CaffeIgnoreFields"] = "mem_param, slope";
        var run = new GeneratorRun(file);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(2, run.Sources.Count);

        file.Metadata["CaffeIgnoreFields"] = "mem_param slope nem_param";
        Diagnostic warning = Assert.Single(new GeneratorRun(file).Diagnostics);
        Assert.Equal((ProblemCodes.Metadata, DiagnosticSeverity.Warning), (warning.Id, warning.Severity));
        Assert.Contains("'nem_param', which stands nowhere in this file", warning.GetMessage());
    }

    // Report 10.
    [Theory]
    [InlineData("1,3,16,16", "N×1", "N×3×16×16")]
    [InlineData("x.data: 1,3,16,16", "N×1", "N×3×16×16")]
    [InlineData("x.data: 1,3,16,16, label: 1,7", "N×7", "N×3×16×16")]
    [InlineData("label:1x7 x.data:1x3x16x16", "N×7", "N×3×16×16")]
    [InlineData("label : 1 7 ; x.data : 1 3 16 16", "N×7", "N×3×16×16")]
    public void Input_shapes_have_names_where_there_are_several(string metadata, string label, string data)
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", """
            layer { name: "in" type: "Input" top: "label" top: "x.data" input_param { shape { dim: 1 dim: 1 } shape { dim: 1 dim: 3 dim: 8 dim: 8 } } }
            layer { name: "conv" type: "Convolution" bottom: "x.data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 } }
            layer { name: "gate" type: "Sigmoid" bottom: "label" top: "gate" }
            """) { Metadata = { ["CaffeInputShape"] = metadata } });
        Assert.Empty(run.Diagnostics);
        string passes = run.Sources["Demo.Net.Passes.g.cs"];
        Assert.Contains($" label = Input → {label}\n", passes);
        Assert.Contains($" x.data = Input → {data}\n", passes);
    }

    [Fact]
    public void Without_metadata_the_prototxt_counts()
    {
        string passes = new GeneratorRun(new Prototxt("file.prototxt", Net)).Sources["Demo.Net.Passes.g.cs"];
        Assert.Contains(" data = Input → N×3×8×8\n", passes);
        Assert.DoesNotContain(" more = ", passes);
        Assert.DoesNotContain(" loss = ", passes);
        Assert.Contains("Demo.My_File.g.cs", new GeneratorRun(new Prototxt("folder/my file.prototxt", Net.Replace("name: \"net\"", "", StringComparison.Ordinal))).Sources.Keys);
    }

    [Theory]
    [InlineData("My-App.2d.event", "My_App._2d._event")]
    [InlineData("Plain.Name", "Plain.Name")]
    public void A_root_namespace_becomes_csharp(string root, string @namespace)
    {
        var run = new GeneratorRun(root, "", new Prototxt("net.prototxt", Net));
        Assert.Contains($"{@namespace}.Net.g.cs", run.Sources.Keys);
        Assert.Empty(run.AllMessages());
    }

    [Theory]
    [InlineData("a/deploy.prototxt", "Net", "b/deploy.prototxt", "Net")]
    [InlineData("one.prototxt", "Net", "two.prototxt", "Net")]
    [InlineData("one.prototxt", "NET", "two.prototxt", "Net")]
    public void Of_two_prototxts_for_one_class_the_first_gets_it(string first, string firstClass, string second, string secondClass)
    {
        var run = new GeneratorRun(
            new Prototxt(first, Net) { Metadata = { ["CaffeClassName"] = firstClass } },
            new Prototxt(second, Net) { Metadata = { ["CaffeClassName"] = secondClass } });
        RequireOne(run, second, $"already gives the class Demo.{secondClass}", "CaffeClassName");
        Assert.Equal(2, run.Sources.Count);
        Assert.Contains($"Demo.{firstClass}.g.cs", run.Sources.Keys);
        Assert.Empty(run.AllMessages());
    }

    [Fact]
    public void One_class_name_in_two_namespaces_is_right()
    {
        var run = new GeneratorRun(new Prototxt("a/deploy.prototxt", Net), new Prototxt("b/deploy.prototxt", Net) { Metadata = { ["CaffeNamespace"] = "Other" } });
        Assert.Empty(run.Diagnostics);
        Assert.Equal(4, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }

    [Fact]
    public void A_broken_prototxt_takes_no_class_from_another()
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", "layer {"), new Prototxt("other.prototxt", Net));
        Assert.Equal(ProblemCodes.Syntax, Assert.Single(run.Diagnostics).Id);
        Assert.Equal(2, run.Sources.Count);
    }

    private static void RequireOne(GeneratorRun run, string path, params string[] said)
    {
        Diagnostic problem = Assert.Single(run.Diagnostics);
        Assert.Equal((ProblemCodes.Metadata, DiagnosticSeverity.Error), (problem.Id, problem.Severity));
        // There is no place in a project file to point at: the prototxt's beginning stands for it.
        Assert.Equal((path, default(LinePositionSpan)), (problem.Location.GetLineSpan().Path, problem.Location.GetLineSpan().Span));
        Assert.All(said, part => Assert.Contains(part, problem.GetMessage()));
    }
}
