using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Schemas;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Hostile;

/// <summary>
/// Names of about a thousand characters: C# that has them compiles, or they are an error at the name, which says the limit. .NET's metadata take 1023
/// bytes of a name (CS7013).
/// </summary>
public sealed class LongNamesTests
{
    [Theory]
    [InlineData("a", 1000)]
    [InlineData("9", 1000)] // Gets a _ in front.
    [InlineData("层", 333)]
    [InlineData("ɐ-", 333)] // Longer in UTF-8 when upper-case.
    [InlineData("🙂", 250)]
    public void A_name_at_the_limit_compiles(string text, int times)
    {
        string name = string.Concat(Enumerable.Repeat(text, times));
        foreach (string net in new[] { Net(layer: name), Net(top: name), Net(layer: name, top: name), Net(input: name), Net(layer: name, more: name) })
            RequireClean(new GeneratorRun(new Prototxt("net.prototxt", net)));
    }

    [Fact]
    public void A_net_with_a_name_at_the_limit_compiles()
    {
        string name = new('n', NameLimit.MostBytes);
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net(net: name)), new Prototxt("other.prototxt", Net(net: name[1..] + "m")), new Prototxt("third.prototxt", Net(net: name[1..] + "M")));
        // Files of generated code may be written, and a file's name has 255 bytes.
        Assert.All(run.Sources.Keys, hint => Assert.InRange(hint.Length, 1, 250));
        Assert.Equal(4, run.Sources.Count);
        Assert.Contains("case does not count", Assert.Single(run.Diagnostics).GetMessage());
        Assert.Empty(run.AllMessages());
    }

    [Theory]
    [InlineData("net")]
    [InlineData("layer")]
    [InlineData("top")]
    [InlineData("bottom")]
    [InlineData("input")]
    [InlineData("type")]
    public void A_longer_name_is_an_error_at_the_name(string what)
    {
        string name = new('a', 1001);
        string net = what switch { "net" => Net(net: name), "layer" => Net(layer: name), "top" => Net(top: name), "bottom" => Net(bottom: name), "input" => Net(input: name), _ => Net(type: name) };
        var run = new GeneratorRun(new Prototxt("net.prototxt", net));
        run.RequireDraft();
        run.Load(); // CS7013 comes when metadata are written.
        Assert.All(run.Diagnostics, error => Assert.Equal(ProblemCodes.Layer, error.Id));
        Diagnostic first = run.Diagnostics[0];
        Assert.Contains($"is 1001 bytes long (in UTF-8), and the limit is {NameLimit.MostBytes}", first.GetMessage());
        Assert.Equal($"'{name}'", net.Substring(first.Location.SourceSpan.Start, first.Location.SourceSpan.Length));
        Assert.InRange(first.GetMessage().Length, 1, 250);
    }

    [Theory]
    [InlineData("层", 334)]
    [InlineData("ü", 501)]
    [InlineData("a", 250_000)]
    public void Bytes_count_not_characters(string text, int times)
    {
        Diagnostic error = Assert.Single(new GeneratorRun(new Prototxt("net.prototxt", Net(layer: string.Concat(Enumerable.Repeat(text, times))))).Diagnostics);
        Assert.Contains($"the limit is {NameLimit.MostBytes}", error.GetMessage());
    }

    [Fact]
    public void Two_names_that_are_too_long_together_are_an_error()
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net(layer: new('a', 600), more: new('b', 600))));
        Diagnostic error = Assert.Single(run.Diagnostics);
        Assert.Equal(ProblemCodes.Layer, error.Id);
        Assert.Contains("is 1201 bytes long", error.GetMessage());
        run.RequireDraft();
        run.Load();
    }

    [Theory]
    [InlineData("CaffeClassName")]
    [InlineData("CaffeNamespace")]
    public void Metadata_have_the_same_limit(string metadata)
    {
        RequireClean(new GeneratorRun(new Prototxt("net.prototxt", Net()) { Metadata = { [metadata] = new('N', NameLimit.MostBytes) } }));
        var run = new GeneratorRun(new Prototxt("net.prototxt", Net()) { Metadata = { [metadata] = new('N', NameLimit.MostBytes + 1) } });
        Diagnostic error = Assert.Single(run.Diagnostics);
        Assert.Equal(ProblemCodes.Metadata, error.Id);
        Assert.Contains($"{NameLimit.MostBytes}", error.GetMessage());
        Assert.Empty(run.Sources);
    }

    private static void RequireClean(GeneratorRun run)
    {
        Assert.Empty(run.Diagnostics.Where(message => message.Severity != DiagnosticSeverity.Info));
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
        run.Load(); // CS7013 comes when metadata are written.
    }

    private static string Net(string net = "net", string input = "data", string layer = "a", string type = "Split", string? bottom = null, string top = "b", string? more = null) => $$"""
        name: '{{net}}' input: '{{input}}' input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
        layer { name: '{{layer}}' type: '{{type}}' bottom: '{{bottom ?? input}}' top: '{{top}}' {{(more is null || more == layer ? "" : $"top: '{more}'")}} }
        layer { name: 'end' type: 'ReLU' bottom: '{{top}}' top: 'end' }
        """;
}
