using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using CaffeSharpGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Generator.Tests.Running;

/// <summary>A C# project in memory with prototxts in it, through the generator.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.Diagnose);
    private static readonly ImmutableArray<MetadataReference> References = [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal)
                || name is "CaffeSharpGen.Model.dll" or "CaffeSharpGen.Runtime.dll" or "CaffeSharpGen.GradCam.dll" or "netstandard.dll"))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    private GeneratorDriver driver;
    private CSharpCompilation compilation;

    public GeneratorRun(params Prototxt[] files) : this("", files)
    {
    }

    public GeneratorRun(string program, params Prototxt[] files) : this("Demo", program, files)
    {
    }

    public GeneratorRun(string rootNamespace, string program, params Prototxt[] files)
    {
        compilation = CSharpCompilation.Create(
            "Generated", [CSharpSyntaxTree.ParseText(program, Parsing)], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
        driver = CSharpGeneratorDriver.Create(
            [new CaffeGenerator().AsSourceGenerator()], files, Parsing, new Options(rootNamespace, files),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        Run();
    }

    public GeneratorRunResult Result => driver.GetRunResult().Results.Single();

    public IReadOnlyDictionary<string, string> Sources =>
        Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    public ImmutableArray<Diagnostic> Diagnostics => Result.Diagnostics;

    /// <summary>Replaces a file and runs again.</summary>
    public void Edit(Prototxt before, Prototxt after)
    {
        driver = driver.ReplaceAdditionalText(before, after);
        Run();
    }

    /// <summary>Adds a C# file and runs again.</summary>
    public void EditProgram(string text)
    {
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, Parsing));
        Run();
    }

    /// <summary>Why each output of a step is what it is, in the last run.</summary>
    public IncrementalStepRunReason[] Reasons(string step) =>
        [.. Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    /// <summary>Errors and warnings of the C# that came out together with the program.</summary>
    public Diagnostic[] CompilerMessages() =>
        [.. WithGenerated().GetDiagnostics().Where(message => message.Severity >= DiagnosticSeverity.Warning)];

    /// <summary>Whatever the C# compiler says, hidden messages included.</summary>
    public Diagnostic[] AllMessages() => [.. WithGenerated().GetDiagnostics()];

    /// <summary>Requires that a file with errors gave what is known of its class, and that this compiles, together with the program.</summary>
    public void RequireDraft()
    {
        Assert.Contains(" has errors (CSG", Assert.Single(Sources).Value);
        Assert.Empty(AllMessages());
    }

    /// <summary>The compiled C#.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = WithGenerated().Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext("generated", isCollectible: true).LoadFromStream(image);
    }

    private void Run()
    {
        driver = driver.RunGenerators(compilation);
        Assert.Null(Result.Exception);
    }

    private CSharpCompilation WithGenerated() =>
        compilation.AddSyntaxTrees(Result.GeneratedSources.Select(source => CSharpSyntaxTree.ParseText(source.SourceText, Parsing, source.HintName)));

    /// <summary>The metadata of files, as MSBuild hands them over.</summary>
    internal sealed class Options(string rootNamespace, Prototxt[] files) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new() { ["build_property.RootNamespace"] = rootNamespace });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText file) =>
            new Values((files.FirstOrDefault(known => known.Path == file.Path)?.Metadata ?? [])
                .ToDictionary(pair => "build_metadata.AdditionalFiles." + pair.Key, pair => pair.Value));
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}

/// <summary>A prototxt among the additional files of a project; its text is null where it cannot be read.</summary>
internal sealed class Prototxt(string path, string? text) : AdditionalText
{
    public override string Path => path;

    public Dictionary<string, string> Metadata { get; init; } = [];

    /// <summary>What the generator makes of the metadata.</summary>
    public FileSettings Settings => FileSettings.Of(this, new GeneratorRun.Options("Demo", [this]));

    public static Prototxt FromModels(string name) => new(name, File.ReadAllText(CaffeSharpGen.Tests.SharedFolder.InRepository("models", name)));

    public Prototxt With(string newText) => new(path, newText) { Metadata = Metadata };

    // Null if the file cannot be read, as the C# compiler has it.
    public override SourceText? GetText(CancellationToken cancellationToken = default) => text is null ? null : SourceText.From(text);
}
