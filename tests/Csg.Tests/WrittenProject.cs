using System.Collections.Immutable;
using System.Diagnostics;
using System.Xml.Linq;
using CaffeSharpGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>A project that <c>csg new</c> wrote, through the generator and the C# compiler of these tests.</summary>
internal sealed class WrittenProject
{
    // What ImplicitUsings gives a console project.
    private const string ImplicitUsings =
        "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; "
        + "global using System.Threading; global using System.Threading.Tasks; global using System.Net.Http;";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    // The class library is part of every test program's list.
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal)
                || name is "netstandard.dll" or "CaffeSharpGen.Model.dll" or "CaffeSharpGen.Runtime.dll" or "CaffeSharpGen.GradCam.dll"
                    or "CaffeSharpGen.Imaging.dll"))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Reads a project.</summary>
    public WrittenProject(string folder)
    {
        Project = XDocument.Load(Directory.GetFiles(folder, "*.csproj").Single());
        Program = File.ReadAllText(Path.Combine(folder, "Program.cs"));
        XElement item = Project.Descendants("AdditionalFiles").Single();
        Prototxt = Path.Combine(folder, item.Attribute("Include")!.Value);
        Metadata = item.Attributes().Where(attribute => attribute.Name != "Include")
            .ToDictionary(attribute => attribute.Name.LocalName, attribute => attribute.Value);
    }

    /// <summary>The project file.</summary>
    public XDocument Project { get; }

    /// <summary>The program.</summary>
    public string Program { get; }

    /// <summary>The prototxt.</summary>
    public string Prototxt { get; }

    /// <summary>What the project says of the prototxt.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What generator and compiler say of it, with further code.</summary>
    public string[] Errors(string further = "")
    {
        (Compilation whole, ImmutableArray<Diagnostic> generated) = Compile(further);
        return
        [
            .. generated.Concat(whole.GetDiagnostics()).Where(message => message.Severity >= DiagnosticSeverity.Warning)
                .Select(message => message.ToString()),
        ];
    }

    /// <summary>Runs its program in a folder, with the libraries of these tests.</summary>
    /// <returns>What it prints.</returns>
    public string Run(string folder, params string[] arguments)
    {
        string tests = typeof(WrittenProject).Assembly.Location, program = Path.Combine(AppContext.BaseDirectory, $"Written{Guid.NewGuid():N}.dll");
        try
        {
            Assert.Empty(Compile("").Whole.Emit(program).Diagnostics.Where(message => message.Severity == DiagnosticSeverity.Error));
            string[] all =
            [
                "exec", "--depsfile", Path.ChangeExtension(tests, ".deps.json"), "--runtimeconfig", Path.ChangeExtension(tests, ".runtimeconfig.json"),
                program, .. arguments,
            ];
            using var process = Process.Start(new ProcessStartInfo("dotnet", all)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal((0, ""), (process.ExitCode, error.Result));
            return printed;
        }
        finally
        {
            File.Delete(program);
        }
    }

    private (Compilation Whole, ImmutableArray<Diagnostic> Generated) Compile(string further)
    {
        var compilation = CSharpCompilation.Create(
            "Written",
            [
                CSharpSyntaxTree.ParseText(Program, Parsing), CSharpSyntaxTree.ParseText(ImplicitUsings, Parsing),
                CSharpSyntaxTree.ParseText(further, Parsing),
            ],
            References, new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new CaffeGenerator().AsSourceGenerator()], [new FileText(Prototxt)], Parsing, new Options(Metadata));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out ImmutableArray<Diagnostic> generated);
        return (whole, generated);
    }

    private sealed class FileText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }

    private sealed class Options(IReadOnlyDictionary<string, string> metadata) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new Dictionary<string, string>());

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(
            metadata.ToDictionary(entry => $"build_metadata.AdditionalFiles.{entry.Key}", entry => entry.Value));
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            values.TryGetValue(key, out value);
    }
}
