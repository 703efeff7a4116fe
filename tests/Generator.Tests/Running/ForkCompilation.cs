using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Running;

/// <summary>
/// The diagnostics of a prototxt where there are also the types of <see cref="ForkLayers"/>, which the generator does not have.
/// </summary>
internal static class ForkCompilation
{
    public static IEnumerable<Diagnostic> Diagnose(string path, string text)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(text);
        Assert.Empty(parsed.Problems);
        var catalog = new LayerCatalog([.. LayerCatalog.All, .. ForkLayers.All]);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions(), catalog);
        Assert.NotNull(network);
        return problems.Select(problem => FileDiagnostics.Locate(problem, path, parsed.Spans).ToDiagnostic());
    }
}
