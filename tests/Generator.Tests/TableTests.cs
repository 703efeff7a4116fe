using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Generator.Tests.Hostile;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>The table in a generated class is the definition that was compiled, value for value: a program reads what the generator meant.</summary>
public sealed class TableTests
{
    [Theory]
    [MemberData(nameof(CorpusTests.Models), MemberType = typeof(CorpusTests))]
    public void The_table_of_a_model_gives_its_definition(string file) => Require(Prototxt.FromModels(file));

    [Fact]
    public void The_tables_of_real_networks_give_their_definitions()
    {
        int compared = 0;
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("corpus", "valid"), "*.prototxt").Order(StringComparer.Ordinal))
            compared += Require(new Prototxt(Path.GetFileName(path), File.ReadAllText(path))) ? 1 : 0;
        Assert.InRange(compared, 43, int.MaxValue);
    }

    // A name ends neither a word, nor the line, nor the literal around the table.
    [Theory]
    [InlineData("\\\"\\\"\\\"")]
    [InlineData("a b = c(d) → e, + f")]
    [InlineData("a\\r\\nb\\\\u0041")]
    [InlineData("größe 层 🙂")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData("''")]
    public void Any_name_comes_back(string name) => Assert.True(Require(new Prototxt("net.prototxt", $$"""
        name: "{{name}}" input: "in{{name}}" input_shape { dim: 1 dim: 2 dim: 3 dim: 3 }
        layer { name: "{{name}}" type: "Convolution" bottom: "in{{name}}" top: "{{name}}" param { name: "w" } convolution_param { num_output: 2 kernel_size: 1 bias_term: false } }
        layer { name: "{{name}}2" type: "Convolution" bottom: "{{name}}" top: "{{name}}2" param { name: "w" } convolution_param { num_output: 2 kernel_size: 1 bias_term: false } }
        layer { name: "parts" type: "Slice" bottom: "{{name}}2" top: "a" top: "b{{name}}" }
        layer { name: "both" type: "Concat" bottom: "a" bottom: "b{{name}}" top: "both" }
        """)));

    // False if it does not compile.
    private static bool Require(Prototxt file)
    {
        var run = new GeneratorRun(file);
        if (run.Sources.Count < 2)
        {
            Assert.Contains(run.Diagnostics, message => message.Severity == DiagnosticSeverity.Error);
            return false;
        }
        NetworkDefinition compiled = NetworkCompiler.Compile(PrototxtParser.Parse(file.GetText()!.ToString()).Root, new NetOptions()).Network!;
        NetworkDefinition read = GeneratedDefinition.Of(run);
        if (compiled.Name.Length == 0)
        {
            Assert.NotEmpty(read.Name); // Its class's.
            compiled = compiled with { Name = read.Name };
        }
        Assert.Equal(compiled, read);
        return true;
    }
}
