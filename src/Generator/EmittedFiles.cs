using System.Text;
using CaffeSharpGen.Generator.Emission;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Generator;

/// <summary>The C# files of one network: what it offers, and what runs.</summary>
internal sealed record EmittedFiles(EquatableArray<EmittedFile> Files)
{
    public static EmittedFiles Emit(CompiledFile compiled, CancellationToken cancel)
    {
        var network = new NetworkToEmit(compiled.ClassName, compiled.Network!);
        return new EmittedFiles([SurfaceFile.Emit(network), PassesFile.Emit(network)]);
    }

    public void AddTo(SourceProductionContext output)
    {
        foreach (EmittedFile file in Files)
            output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
    }
}
