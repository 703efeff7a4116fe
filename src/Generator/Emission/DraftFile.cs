using Microsoft.CodeAnalysis.CSharp;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>
/// The class of a prototxt that has errors, as far as it can be read. The code that uses it compiles, so that the errors of the prototxt
/// are the only ones that its user sees. It cannot be loaded: a project may ignore the errors.
/// </summary>
internal static class DraftFile
{
    /// <summary>Writes the class.</summary>
    /// <param name="compiled">What is known of the network.</param>
    /// <param name="codes">The ids of the errors; none if the file cannot be read.</param>
    public static EmittedFile Emit(CompiledFile compiled, IEnumerable<string> codes)
    {
        ClassName name = compiled.ClassName;
        string file = $"{CSharp.Comment(name.FileName)}.prototxt", ids = string.Join(", ", codes);
        string wrong = ids.Length > 0 ? $"{file} has errors ({ids})" : $"{file} cannot be read";
        var surface = ClassSurface.Of(name, compiled.Draft!, $"{CSharp.Documentation(wrong)}: this is what is known of the network.") with
        {
            OtherShapes = compiled.HasOtherShapes ? "those of CaffeOtherShapes" : null,
        };
        const string definition = $"private static {SurfaceFile.Library}Definitions.NetworkDefinition ";
        return SurfaceFile.Emit(surface, "what the class will offer, as far as it is known", isComplete: false, writer =>
        {
            writer.Line()
                .Line($"{definition}Definition =>")
                .Line("    throw new global::System.InvalidOperationException(")
                .Line($"        {SymbolDisplay.FormatLiteral($"{wrong}: correct it and build the project anew", quote: true)});");
            if (compiled.HasOtherShapes)
                writer.Line().Line($"{definition}DefinitionFor(global::System.ReadOnlySpan<int> inputShape) => Definition;");
        });
    }
}
