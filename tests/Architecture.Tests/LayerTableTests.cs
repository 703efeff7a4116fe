using System.Text;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>A layer type is its definition, its operation, and a file for each device; the table in docs/ is written from the definitions.</summary>
public sealed class LayerTableTests
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
    public void Every_operation_of_a_layer_has_its_files()
    {
        foreach (LayerDefinition definition in LayerCatalog.All.Where(definition => definition.Type != "Input"))
        {
            string operation = OperationOf(definition);
            Assert.True(File.Exists(SharedFolder.InRepository("src", "Compiler", "Layers", $"{definition.Type}.cs")), definition.Type);
            Assert.True(File.Exists(SharedFolder.InRepository("src", "Runtime", "Operations", $"{operation}.cs")), operation);
        }
    }

    [Theory]
    [InlineData("Reference")]
    [InlineData("Kernels")]
    public void The_CPU_has_a_file_for_each_operation_and_no_other_beside_them(string kernels) =>
        Assert.Equal(Operations().Order(), FilesOf("Cpu", kernels).Order());

    [Fact]
    public void Every_operation_belongs_to_a_layer()
    {
        Assert.NotEmpty(Operations());
        Assert.Equal(Operations().Order(), LayerCatalog.All.Where(definition => definition.Type != "Input").Select(OperationOf).Distinct().Order());
    }

    private static IEnumerable<string> Operations() => FilesOf("Operations").Except(["Operation", "ReluRule"]);

    private static IEnumerable<string> FilesOf(params string[] folder) =>
        Directory.GetFiles(SharedFolder.InRepository(["src", "Runtime", .. folder]), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!);

    private static string Table()
    {
        var text = new StringBuilder();
        text.Append("# Layer types\n\nWritten by a test from the definitions in `src/Compiler/Layers`: do not edit.\n\n");
        text.Append("| type | parameters | what it computes | gradient | operation |\n|---|---|---|---|---|\n");
        foreach (LayerDefinition definition in LayerCatalog.All)
        {
            string parameters = definition.Parameter is null ? "" : $"`{definition.ParameterField}`: {string.Join(", ", definition.Parameter.FieldNames.Select(field => $"`{field}`"))}";
            string gradient = definition.Type == "Input" ? "" : definition.Needs == BackwardNeeds.NotDifferentiable ? "no" : "yes";
            string operation = definition.Type == "Input" ? "" : $"`{OperationOf(definition)}`";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {definition.Type} | {parameters} | {definition.Summary} | {gradient} | {operation} |\n");
        }
        return text.ToString();
    }

    private static string OperationOf(LayerDefinition definition)
    {
        LayerExample example = definition.Examples.First();
        string[] bottoms = [.. example.Bottoms.Select((_, i) => $"in{i}")];
        string text = string.Concat(bottoms.Zip(example.Bottoms, (name, shape) =>
                $"layer {{ name: '{name}' type: 'Input' top: '{name}' input_param {{ shape {{ {string.Join(' ', shape.Select(dim => $"dim: {dim}"))} }} }} }}\n"))
            + $"layer {{ name: 'it' type: '{definition.Type}' {string.Join(' ', bottoms.Select(name => $"bottom: '{name}'"))} "
            + $"{string.Join(' ', Enumerable.Range(0, example.Tops).Select(i => $"top: 'out{i}'"))} {example.Parameters} }}";
        (NetworkModel? network, _) = NetworkCompiler.Compile(PrototxtParser.Parse(text).Root, new Compiler.Upgrade.NetOptions());
        return network!.Steps.Single().Operation.Operation;
    }
}
