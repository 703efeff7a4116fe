using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>What is computed again after an edit.</summary>
public sealed class CachingTests
{
    private static readonly Prototxt First = new("first.prototxt", Net("first", outputs: 3));
    private static readonly Prototxt Second = new("second.prototxt", Net("second", outputs: 4));

    [Fact]
    public void A_keystroke_in_csharp_costs_nothing()
    {
        var run = new GeneratorRun(First, Second);
        run.EditProgram("class Unrelated;");
        foreach (string step in new[] { Steps.File, Steps.Parse, Steps.Compile, Steps.Emit, Steps.Diagnose })
            Assert.All(run.Reasons(step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.Equal(2, run.Reasons(Steps.Emit).Length);
    }

    [Fact]
    public void A_comment_stops_after_parse()
    {
        var run = new GeneratorRun(First, Second);
        run.Edit(First, First.With("# a comment\n\n" + Net("first", outputs: 3).Replace("{", " {\n", StringComparison.Ordinal)));
        Assert.Contains(IncrementalStepRunReason.Modified, run.Reasons(Steps.Parse));
        Assert.All(run.Reasons(Steps.Tree), reason => Assert.Contains(reason, new[] { IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached }));
        foreach (string step in new[] { Steps.Compile, Steps.Network, Steps.Emit })
            Assert.All(run.Reasons(step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Editing_one_of_two_files_emits_one()
    {
        var run = new GeneratorRun(First, Second);
        string before = run.Sources["Demo.Second.Passes.g.cs"];
        run.Edit(Second, Second.With(Net("second", outputs: 5)));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], run.Reasons(Steps.Emit));
        Assert.NotEqual(before, run.Sources["Demo.Second.Passes.g.cs"]);
    }

    [Fact]
    public void A_filler_changes_the_tree_but_not_the_network()
    {
        var run = new GeneratorRun(First, Second);
        run.Edit(First, First.With(Net("first", outputs: 3, more: """weight_filler { type: "xavier" }""")));
        Assert.Contains(IncrementalStepRunReason.Modified, run.Reasons(Steps.Tree));
        Assert.All(run.Reasons(Steps.Emit), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory]
    [InlineData("num_output: 3", "num_output 3 x")] // No prototxt.
    [InlineData("InnerProduct", "Inner")]
    public void A_comment_in_a_file_with_errors_stops_after_parse(string word, string wrong)
    {
        string text = Net("first", outputs: 3).Replace(word, wrong, StringComparison.Ordinal);
        Prototxt broken = First.With(text);
        var run = new GeneratorRun(broken, Second);
        Assert.Single(run.Diagnostics);
        Assert.Equal(3, run.Sources.Count);
        run.Edit(broken, broken.With("# a comment\n" + text));
        Assert.Contains(IncrementalStepRunReason.Modified, run.Reasons(Steps.Diagnose));
        foreach (string step in new[] { Steps.Compile, Steps.Network, Steps.Emit })
            Assert.All(run.Reasons(step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Positions_move_with_the_text()
    {
        Prototxt wrong = new("wrong.prototxt", "layer { name: 'a' type: 'ReLU' bottom: 'nothing' top: 'a' }");
        var run = new GeneratorRun(wrong);
        Assert.Equal(0, run.Diagnostics.Single().Location.GetLineSpan().StartLinePosition.Line);
        run.Edit(wrong, wrong.With("\n\n\nlayer { name: 'a' type: 'ReLU' bottom: 'nothing' top: 'a' }"));
        Assert.Equal(3, run.Diagnostics.Single().Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void What_is_reported_anew_is_equal_to_what_was()
    {
        Prototxt wrong = new("wrong.prototxt", "layer { name: 'a' type: 'ReLU' bottom: 'nothing' top: 'a' }");
        var run = new GeneratorRun(wrong);
        run.Edit(wrong, wrong.With("layer { name: 'a' type: 'ReLU' bottom: 'nothing' top: 'a' } # a comment"));
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(Steps.Parse));
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(Steps.Diagnose));
    }

    private static string Net(string name, int outputs, string more = "") => $$"""
        name: "{{name}}"
        input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: {{outputs}} {{more}} } }
        """;
}
