using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.RegularExpressions;
using CaffeSharpGen.Generator;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>
/// The program of docs/gpu.md that uses ManagedCuda compiles: against ManagedCuda where the environment variable CSG_FEED names a folder
/// with its packages, else against types of the same names with the members that it uses.
/// </summary>
public sealed partial class ManagedCudaPageTests
{
    private const string StandIn = """
        namespace ManagedCuda
        {
            public class CudaContext : System.IDisposable { public void SetCurrent() { } public void Dispose() { } }
            public class PrimaryContext : CudaContext { public PrimaryContext(int deviceId) { } }
            public class CudaStream : System.IDisposable
            {
                public CudaStream(BasicTypes.CUStreamFlags flags) { }
                public BasicTypes.CUstream Stream { get; set; }
                public void Synchronize() { }
                public void Dispose() { }
            }
            public class CudaDeviceVariable<T> : System.IDisposable where T : struct
            {
                public CudaDeviceVariable(BasicTypes.SizeT size) { }
                public CudaDeviceVariable(BasicTypes.CUdeviceptr devPtr, BasicTypes.SizeT size) { }
                public BasicTypes.CUdeviceptr DevicePointer => default;
                public void MemsetAsync(uint aValue, BasicTypes.CUstream stream) { }
                public void CopyToHost(T[] dest) { }
                public void Dispose() { }
            }
        }
        namespace ManagedCuda.BasicTypes
        {
            public enum CUStreamFlags : uint { NonBlocking = 1 }
            public struct CUstream { public System.IntPtr Pointer; }
            public struct CUdeviceptr { public SizeT Pointer; public CUdeviceptr(SizeT pointer) => Pointer = pointer; }
            public struct SizeT
            {
                public static implicit operator int(SizeT t) => default;
                public static implicit operator ulong(SizeT t) => default;
                public static implicit operator System.IntPtr(SizeT t) => default;
                public static implicit operator SizeT(int value) => default;
                public static implicit operator SizeT(ulong value) => default;
                public static implicit operator SizeT(System.IntPtr value) => default;
            }
        }
        """;

    [Fact]
    public void Its_program_compiles_against_a_stand_in() => Compile([Reference(CSharpSyntaxTree.ParseText(StandIn))]);

    [Fact]
    public void Its_program_compiles_against_ManagedCuda()
    {
        string? feed = Environment.GetEnvironmentVariable("CSG_FEED");
        Assert.SkipWhen(string.IsNullOrEmpty(feed), "CSG_FEED names no folder with ManagedCuda's packages");
        Compile([.. Directory.GetFiles(feed, "ManagedCuda-*.nupkg").SelectMany(Libraries)]);
    }

    private static void Compile(MetadataReference[] managedCuda)
    {
        Assert.NotEmpty(managedCuda);
        string program = Assert.Single(
            CodeBlock().Matches(File.ReadAllText(SharedFolder.InRepository("docs", "gpu.md"))).Select(block => block.Groups[1].Value),
            block => block.Contains("using ManagedCuda;", StringComparison.Ordinal));
        Assert.Contains("Device.Cuda()", program, StringComparison.Ordinal);
        // The compiler of these tests is older than extension members of types.
        program = program.Replace("Device.Cuda()", "CudaDeviceExtensions.Cuda()", StringComparison.Ordinal);
        var compilation = CSharpCompilation.Create(
            "Program", [CSharpSyntaxTree.ParseText(ReadmeTests.GlobalUsings), CSharpSyntaxTree.ParseText($"using Demo;\n{program}")],
            [.. Platform(), .. managedCuda],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(
            [new CaffeGenerator().AsSourceGenerator()],
            [new ReadmeTests.ModelFile(SharedFolder.InRepository("models", "vgg16.prototxt"))], CSharpParseOptions.Default,
            new ReadmeTests.Settings("Vgg16"))
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out ImmutableArray<Diagnostic> problems);
        Assert.DoesNotContain(problems.Concat(whole.GetDiagnostics()), problem => problem.Severity == DiagnosticSeverity.Error);
    }

    private static MetadataReference Reference(SyntaxTree source) =>
        CSharpCompilation.Create("ManagedCuda", [source], Platform(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .ToMetadataReference();

    private static IEnumerable<MetadataReference> Libraries(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using Stream library = entry.Open();
            var whole = new MemoryStream();
            library.CopyTo(whole);
            yield return MetadataReference.CreateFromImage(whole.ToArray());
        }
    }

    private static IEnumerable<MetadataReference> Platform() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("CaffeSharpGen.Generator", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
