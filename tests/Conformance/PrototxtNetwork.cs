using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Conformance;

/// <summary>Compiles prototxt text, for tests and for tools/device-check.</summary>
internal static class PrototxtNetwork
{
    public static NetworkDefinition Compile(string text, NetOptions? options = null, LayerCatalog? catalog = null)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        if (parsed.Problems.Length > 0)
            throw Failure(text, parsed.Problems);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(
            parsed.Root, options ?? new NetOptions(), catalog ?? LayerCatalog.Shipped);
        return network ?? throw Failure(text, problems);
    }

    private static InvalidOperationException Failure(string text, EquatableArray<Problem> problems) =>
        new($"{text}\n{string.Join("\n", problems.Select(problem => problem.Message))}");
}
