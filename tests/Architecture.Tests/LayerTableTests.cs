using System.Globalization;
using System.Text;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>A layer type is its definition, its operations, and for each of these a file for each device; the table in docs/ is written from the definitions.</summary>
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
    public void Every_definition_is_the_file_of_its_type_in_the_folder_of_its_dialect()
    {
        foreach (LayerDefinition definition in LayerCatalog.All)
        {
            string path = SharedFolder.InRepository("src", "Compiler", "Layers", $"{definition.Dialect}", $"{definition.Type}.cs");
            Assert.True(File.Exists(path), path);
        }
    }

    [Theory]
    [InlineData("Reference")]
    [InlineData("Kernels")]
    public void The_CPU_has_a_file_for_each_operation_and_no_other_beside_them(string kernels) =>
        Assert.Equal(Operations().Order(), FilesOf("src", "Runtime", "Cpu", kernels).Order());

    [Fact]
    public void Every_operation_belongs_to_a_layer()
    {
        Assert.NotEmpty(Operations());
        Assert.Equal(Operations().Order(), LayerCatalog.All.SelectMany(StepsOf).Select(step => step.Operation.Kind).Distinct().Order());
    }

    [Fact]
    public void Every_operation_is_the_record_of_its_file() => Assert.Equal(
        Operations().Order(),
        typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation))).Select(type => type.Name).Order());

    private static IEnumerable<string> Operations() => FilesOf("src", "Model", "Operations");

    private static IEnumerable<string> FilesOf(params string[] folder) =>
        Directory.GetFiles(SharedFolder.InRepository(folder), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!);

    private static string Table()
    {
        var text = new StringBuilder();
        text.Append("# Layer types\n\nWritten by a test from the definitions in `src/Compiler/Layers`: do not edit.\n\n");
        text.Append("| type | dialect | parameters | what it computes | gradient | operations |\n|---|---|---|---|---|---|\n");
        foreach (LayerDefinition definition in LayerCatalog.All)
        {
            string fields = string.Join(", ", definition.Parameter?.FieldNames.Select(field => $"`{field}`") ?? []);
            string parameters = definition.Parameter is null ? "" : $"`{definition.ParameterField}`: {fields}";
            StepDefinition[] steps = [.. StepsOf(definition)];
            string gradient = steps.Length == 0 ? "" : steps.All(step => step.Operation.IsDifferentiable) ? "yes" : "no";
            string operations = string.Join(", ", steps.Select(step => $"`{step.Operation.Kind}`"));
            text.Append(CultureInfo.InvariantCulture, $"| {definition.Type} | {definition.Dialect} | {parameters} | {definition.Summary} | {gradient} | {operations} |\n");
        }
        return text.ToString();
    }

    // Of the definition's first example; none of inputs.
    private static IEnumerable<StepDefinition> StepsOf(LayerDefinition definition)
    {
        if (definition.Type == "Input")
            return [];
        LayerExample example = definition.Examples.First();
        string[] bottoms = [.. example.Bottoms.Select((_, i) => $"in{i}")];
        string text = string.Concat(bottoms.Zip(example.Bottoms, (name, shape) =>
                $"layer {{ name: '{name}' type: 'Input' top: '{name}' input_param {{ shape {{ {string.Join(' ', shape.Select(dim => $"dim: {dim}"))} }} }} }}\n"))
            + $"layer {{ name: 'it' type: '{definition.Type}' {string.Join(' ', bottoms.Select(name => $"bottom: '{name}'"))} "
            + $"{string.Join(' ', Enumerable.Range(0, example.Tops).Select(i => $"top: 'out{i}'"))} {example.Parameters} }}";
        return NetworkCompiler.Compile(PrototxtParser.Parse(text).Root, new NetOptions()).Network!.Steps;
    }
}
