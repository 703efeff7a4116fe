using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Conformance;

/// <summary>Compiles prototxt text.</summary>
internal static class PrototxtNetwork
{
    public static NetworkDefinition Compile(string text, NetOptions? options = null, LayerCatalog? catalog = null)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Assert.Empty(parsed.Problems);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(
            parsed.Root, options ?? new NetOptions(), catalog ?? LayerCatalog.Shipped);
        Assert.True(network is not null, $"{text}\n{string.Join("\n", problems.Select(problem => problem.Message))}");
        return network;
    }
}
