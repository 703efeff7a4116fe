using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator;

/// <summary>
/// Compiles every <c>*.prototxt</c> among the additional files to a network class. Each step is cached by value: a keystroke in C# costs
/// nothing, a comment edited in a prototxt stops after <see cref="Steps.Tree"/>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class CaffeGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<PrototxtFile> files = context.AdditionalTextsProvider
            .Where(PrototxtFile.Is)
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(PrototxtFile.Read)
            .Collect().SelectMany(PrototxtFile.Different)
            .WithTrackingName(Steps.File);

        IncrementalValuesProvider<ParsedFile> parsed = files.Select(ParsedFile.Parse).WithTrackingName(Steps.Parse);

        IncrementalValuesProvider<CompiledFile> compiled = parsed
            .Select((file, _) => file.Tree).WithTrackingName(Steps.Tree)
            .Select((tree, _) => tree.Compiled).WithTrackingName(Steps.Compile);

        IncrementalValueProvider<ClassNames> names = compiled
            .Where(file => file.GivesClass) // A file that gives no class takes no name.
            .Select((file, _) => (file.ClassName, IsDraft: file.Network is null)).Collect()
            .Select(ClassNames.Of).WithTrackingName(Steps.Names);

        IncrementalValuesProvider<EmittedFiles> emitted = compiled
            .Combine(names).Where(pair => pair.Left.GivesClass && pair.Right.Obstacle(pair.Left.ClassName) is null)
            .Select((pair, _) => pair.Left).WithTrackingName(Steps.Network)
            .Select(EmittedFiles.Emit).WithTrackingName(Steps.Emit);

        IncrementalValuesProvider<FileDiagnostics> diagnostics = parsed
            .Combine(names)
            .Select(FileDiagnostics.Of).WithTrackingName(Steps.Diagnose);

        context.RegisterSourceOutput(emitted, (output, sources) => sources.AddTo(output));
        context.RegisterSourceOutput(diagnostics, (output, found) => found.Report(output));
    }
}
