using System.Text;
using System.Text.RegularExpressions;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;
using CaffeSharpGen.Compiler.Upgrade.Inputs;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>A layer type is its definition, its operation, and a file for each device; the table in docs/ is written from the definitions.</summary>
public sealed partial class LayerTableTests
{
    [Fact]
    public void The_table_of_layers_is_that_of_the_catalog()
    {
        string path = SharedFolder.InRepository("docs", "layers.md"), table = Table();
        string found = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (found == table)
            return;
        // Like a snapshot: tests/accept makes it the verified one.
        File.WriteAllText(SharedFolder.InRepository("docs", "layers.received.md"), table);
        Assert.Fail("docs/layers.md is not what the layer definitions say: compare docs/layers.received.md, and run tests/accept if it is right");
    }

    [Fact]
    public void Every_layer_type_has_its_file() => Assert.All(LayerCatalog.All, definition =>
        Assert.True(File.Exists(SharedFolder.InRepository("src", "Compiler", "Layers", $"{definition.Dialect}", $"{definition.GetType().Name}.cs")), definition.Type));

    [Theory]
    [InlineData("Reference")]
    [InlineData("Kernels")]
    public void The_CPU_has_a_file_for_each_operation_and_no_other_beside_them(string kernels) =>
        Assert.Equal(Operations().Except(OfUsers).Order(), FilesOf("Runtime", "Cpu", kernels).Order());

    [Fact]
    public void Every_operation_belongs_to_a_layer()
    {
        Assert.NotEmpty(Operations());
        Assert.Equal(
            Operations().Except(OfUsers).Order(),
            LayerCatalog.All
                .SelectMany(definition => definition.Examples.SelectMany(example => OperationsOf(definition, example)))
                .Select(operation => operation.Kind).Distinct().Order());
    }

    [Fact]
    public void Every_operation_is_the_record_of_its_file() => Assert.Equal(
        Operations().Order(),
        typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation))).Select(type => type.Name).Order());

    // What a user computes himself: no kernel of ours, and no layer type.
    private static readonly string[] OfUsers = ["Custom"];

    private static IEnumerable<string> Operations() => FilesOf("Model", "Operations");

    private static IEnumerable<string> FilesOf(params string[] folder) =>
        Directory.GetFiles(SharedFolder.InRepository(["src", .. folder]), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!);

    private static string Table()
    {
        var text = new StringBuilder();
        text.Append("# Layer types\n\nWritten by a test from the definitions in `src/Compiler/Layers`: do not edit. ");
        text.Append("[The compiler](compiler.md) says what the dialects are, and which one is meant where several have a type.\n\n");
        text.Append("| type | dialect | source | parameters | what it computes | gradient | operations |\n|---|---|---|---|---|---|---|\n");
        foreach (LayerDefinition definition in LayerCatalog.All)
        {
            string parameters = definition.Parameter is null ? "" : $"`{definition.ParameterField}`: {string.Join(", ", definition.Parameter.FieldNames.Select(field => $"`{field}`"))}";
            Operation[] operations = OperationsOf(definition);
            string gradient = operations.Length == 0 ? "" : operations.All(operation => operation.IsDifferentiable) ? "yes" : "no";
            string kinds = string.Join(" + ", operations.Select(operation => $"`{operation.Kind}`"));
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {definition.Type} | {definition.Dialect} | {SourceOf(definition)} | {parameters} | {definition.Summary} | {gradient} | {kinds} |\n");
        }
        text.Append("\nNot in the table, since they compute nothing:\n\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- data layers, which become inputs: {Words(DataLayers.Types)};\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- what is there for training and is dropped: {Words(Losses.DroppedTypes)}, and types that end in `Loss`. ");
        text.Append("Those of both kinds that have a row can be kept (`CaffeKeepLoss`).\n");
        return text.ToString();
    }

    private static string Words(IEnumerable<string> types) => string.Join(", ", types.Order(StringComparer.Ordinal).Select(type => $"`{type}`"));

    // The code that it follows: what stands in brackets in the docstring of a type that is not BVLC's.
    private static string SourceOf(LayerDefinition definition)
    {
        if (definition.Dialect is Dialect.Bvlc or Dialect.Ours)
            return definition.Dialect == Dialect.Bvlc ? "BVLC/caffe" : "CaffeSharpGen";
        string[] file = File.ReadAllLines(
            SharedFolder.InRepository("src", "Compiler", "Layers", $"{definition.Dialect}", $"{definition.GetType().Name}.cs"));
        string comment = string.Join(' ', file.Select(line => line.Trim()).SkipWhile(line => !line.StartsWith("/// <summary>", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line[3..].Trim()));
        Match source = Brackets().Match(Tags().Replace(comment, ""));
        Assert.True(source.Success, $"the docstring of {definition.Dialect}'s {definition.Type} does not say which code it follows, such as (owner/fork, x_layer.cpp)");
        return source.Groups[1].Value;
    }

    [GeneratedRegex(@"\(([^()]*(?:[Cc]affe|\.cpp|\.py|darknet|opencv)[^()]*)\)")]
    private static partial Regex Brackets();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    // What the first example becomes; nothing for Input, which has none.
    private static Operation[] OperationsOf(LayerDefinition definition) =>
        definition.Examples.FirstOrDefault() is { } example ? OperationsOf(definition, example) : [];

    private static Operation[] OperationsOf(LayerDefinition definition, LayerExample example)
    {
        string[] bottoms = [.. example.Bottoms.Select((_, i) => $"in{i}")];
        string text = string.Concat(bottoms.Zip(example.Bottoms, (name, shape) =>
                $"layer {{ name: '{name}' type: 'Input' top: '{name}' input_param {{ shape {{ {string.Join(' ', shape.Select(dim => $"dim: {dim}"))} }} }} }}\n"))
            + $"layer {{ name: 'it' type: '{definition.Type}' {string.Join(' ', bottoms.Select(name => $"bottom: '{name}'"))} "
            + $"{string.Join(' ', Enumerable.Range(0, example.Tops).Select(i => $"top: 'out{i}'"))} {example.Parameters} }}";
        var options = new NetOptions(Dialect: definition.Dialect) { LossValues = true };
        return [.. NetworkCompiler.Compile(PrototxtParser.Parse(text).Root, options).Network!.Steps.Select(step => step.Operation)];
    }
}
