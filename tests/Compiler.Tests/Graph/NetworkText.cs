using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Compiles prototxt text.</summary>
internal static class NetworkText
{
    public static NetworkDefinition Compile(string text, params int[] inputShape)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = TryCompile(text, inputShape);
        Assert.True(network is not null, string.Join("\n", problems.Select(problem => problem.Message)));
        return network;
    }

    public static Problem[] Errors(string text, params int[] inputShape)
    {
        (NetworkDefinition? network, EquatableArray<Problem> problems) = TryCompile(text, inputShape);
        Assert.Null(network);
        return [.. problems.Where(problem => problem.Severity == Severity.Error)];
    }

    /// <summary>A network of inputs a, b, c … and one layer.</summary>
    public static string OneLayer(string type, string fields, params int[][] bottoms)
    {
        string[] names = [.. bottoms.Select((_, i) => $"in{i}")];
        string inputs = string.Concat(bottoms.Select((shape, i) =>
            $"layer {{ name: 'in{i}' type: 'Input' top: 'in{i}' input_param {{ shape {{ {string.Join(' ', shape.Select(dim => $"dim: {dim}"))} }} }} }}\n"));
        string top = fields.Contains("top:", StringComparison.Ordinal) ? "" : "top: 'out'";
        return $"{inputs}layer {{ name: 'it' type: '{type}' {string.Join(' ', names.Select(name => $"bottom: '{name}'"))} {top} {fields} }}";
    }

    /// <summary>Compiles with the types that there are and some of the test.</summary>
    public static (NetworkDefinition? Network, EquatableArray<Problem> Problems) TryCompile(string text, params IEnumerable<LayerDefinition> definitions) =>
        TryCompile(text, new NetOptions(), definitions);

    /// <summary>Compiles with the types that there are and some of the test.</summary>
    public static (NetworkDefinition? Network, EquatableArray<Problem> Problems) TryCompile(
        string text, NetOptions options, params IEnumerable<LayerDefinition> definitions)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Assert.Empty(parsed.Problems);
        (NetworkDefinition? network, EquatableArray<Problem> problems) =
            NetworkCompiler.Compile(parsed.Root, options, new LayerCatalog([.. LayerCatalog.All, .. definitions]));
        return (network, problems);
    }

    private static (NetworkDefinition? Network, EquatableArray<Problem> Problems) TryCompile(string text, int[] inputShape) =>
        TryCompile(text, new NetOptions(InputShape: [.. inputShape]), []);
}
