using System.Text;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Generator.Emission;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Generator;

/// <summary>The C# files of one network: what it offers, and what runs. One that has errors has the first, as far as it is known.</summary>
internal sealed record EmittedFiles(EquatableArray<EmittedFile> Files)
{
    public static EmittedFiles Emit(CompiledFile compiled, CancellationToken cancel)
    {
        if (compiled.Network is not { } definition)
        {
            IEnumerable<Problem> errors = compiled.Problems.Where(problem => problem.Severity == Severity.Error);
            return new EmittedFiles([
                DraftFile.Emit(
                    compiled.ClassName, compiled.Draft!, compiled.HasOtherShapes, errors.Select(error => error.Code).Distinct()),
            ]);
        }
        var network = new NetworkToEmit(compiled.ClassName, definition)
        {
            OtherShapes = [.. compiled.OtherShapes.Select(other => (other.Shape, other.Network))],
            DataTransforms = compiled.DataTransforms,
        };
        return new EmittedFiles([SurfaceFile.Emit(network), PassesFile.Emit(network)]);
    }

    public void AddTo(SourceProductionContext output)
    {
        foreach (EmittedFile file in Files)
            output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
    }
}
