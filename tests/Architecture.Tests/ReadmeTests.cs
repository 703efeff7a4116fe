using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CaffeSharpGen.Generator;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>The programs in the READMEs compile as they stand there, usings included, with VGG-16 as the network that they name.</summary>
public sealed partial class ReadmeTests
{
    // What the SDK adds to a project of its own accord.
    internal const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    [Theory]
    [InlineData("README.md", "Vgg16")]
    [InlineData("src/Runtime/README.md", "MyNet")]
    [InlineData("src/GradCam/README.md", "Vgg16")]
    [InlineData("src/Imaging/README.md", "Vgg16")]
    [InlineData("src/Dynamic/README.md", "Unused")]
    [InlineData("src/Torch7/README.md", "Unused")]
    [InlineData("src/Models/README.md", "Unused")]
    public void Its_program_compiles(string readme, string className)
    {
        string program = string.Concat(CodeBlock().Matches(File.ReadAllText(SharedFolder.InRepository(readme.Split('/')))).Select(block => block.Groups[1].Value));
        Assert.StartsWith("using ", program, StringComparison.Ordinal);
        var prototxt = new ModelFile(SharedFolder.InRepository("models", "vgg16.prototxt"));
        var compilation = CSharpCompilation.Create(
            "Program", [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(GlobalUsings)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is var name && !name.StartsWith("CaffeSharpGen.Generator", StringComparison.Ordinal))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(
            [new CaffeGenerator().AsSourceGenerator()], [prototxt], CSharpParseOptions.Default, new Settings(className))
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out ImmutableArray<Diagnostic> problems);
        Assert.DoesNotContain(problems.Concat(whole.GetDiagnostics()), problem => problem.Severity == DiagnosticSeverity.Error);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    internal sealed class ModelFile(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }

    // The metadata of the item, as the READMEs write it.
    internal sealed class Settings(string className) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new() { ["build_property.RootNamespace"] = "Demo" });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(new()
        {
            ["build_metadata.AdditionalFiles.CaffeClassName"] = className,
            ["build_metadata.AdditionalFiles.CaffeNamespace"] = "Demo",
        });
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
