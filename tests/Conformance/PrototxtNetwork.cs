using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;

namespace CaffeSharpGen.Conformance;

/// <summary>Compiles prototxt text.</summary>
internal static class PrototxtNetwork
{
    public static NetworkModel Compile(string text)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Assert.Empty(parsed.Problems);
        (NetworkModel? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        Assert.True(network is not null, $"{text}\n{string.Join("\n", problems.Select(problem => problem.Message))}");
        return network;
    }
}
