using CaffeSharpGen.Compiler.Drafts;
using Microsoft.CodeAnalysis.CSharp;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>
/// The class of a prototxt that has errors, as far as it can be read. The code that uses it compiles, so that the errors of the prototxt
/// are the only ones that its user sees. It cannot be loaded: a project may ignore the errors.
/// </summary>
internal static class DraftFile
{
    /// <summary>Writes the class.</summary>
    /// <param name="name">The class.</param>
    /// <param name="draft">What is known of the network.</param>
    /// <param name="hasOtherShapes">Whether it will have further shapes of its input.</param>
    /// <param name="codes">The ids of the errors; none if the file cannot be read.</param>
    public static EmittedFile Emit(ClassName name, NetworkDraft draft, bool hasOtherShapes, IEnumerable<string> codes)
    {
        string file = $"{CSharp.Comment(name.FileName)}.prototxt", ids = string.Join(", ", codes);
        string wrong = ids.Length > 0 ? $"{file} has errors ({ids})" : $"{file} cannot be read";
        var surface = ClassSurface.Of(name, draft, $"{CSharp.Documentation(wrong)}: this is what is known of the network.") with
        {
            OtherShapes = hasOtherShapes ? "those of CaffeOtherShapes" : null,
        };
        const string definition = $"private static {SurfaceFile.Library}Definitions.NetworkDefinition ";
        return SurfaceFile.Emit(surface, "what the class will offer, as far as it is known", isComplete: false, writer =>
        {
            writer.Line()
                .Line($"{definition}Definition =>")
                .Line("    throw new global::System.InvalidOperationException(")
                .Line($"        {SymbolDisplay.FormatLiteral($"{wrong}: correct it and build the project anew", quote: true)});");
            if (hasOtherShapes)
                writer.Line().Line($"{definition}DefinitionFor(global::System.ReadOnlySpan<int> inputShape) => Definition;");
        });
    }
}
