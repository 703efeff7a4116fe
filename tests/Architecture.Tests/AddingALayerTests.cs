using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>Follows the walk of docs/adding-a-layer.md: its code is compiled as it stands there, without a warning, and run.</summary>
public sealed partial class AddingALayerTests
{
    // What the build adds to every project (ImplicitUsings) and to the runtime.
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using CaffeSharpGen.Memory;
        """;

    // What the build writes from the names of the files.
    private const string Table = """
        using CaffeSharpGen.Cpu.Execution;
        using CaffeSharpGen.Cpu.Layout;

        namespace CaffeSharpGen.Cpu;

        internal static class ShrinkTable
        {
            public static PreparedOperation Prepare(bool isReference, Operation operation, DeviceSession session, DeviceBuffer x, DeviceBuffer y)
            {
                var (shrink, binding) = ((Operations.Shrink)operation, new CpuBinding((CpuSession)session, [(CpuBuffer)x], [(CpuBuffer)y], []));
                return isReference ? Reference.Shrink.Prepare(shrink, binding) : Kernels.Shrink.Prepare(shrink, binding);
            }
        }
        """;

    private static readonly string[] Folders = ["Compiler/Layers/Bvlc", "Model/Operations", "Runtime/Cpu/Reference", "Runtime/Cpu/Kernels"];

    [Fact]
    public void The_page_compiles_and_its_layer_works()
    {
        string page = File.ReadAllText(SharedFolder.InRepository("docs", "adding-a-layer.md")).ReplaceLineEndings("\n");
        string[] blocks = [.. CodeBlock().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(Folders.Select(folder => $"src/{folder}/Shrink.cs"), FileOfStep().Matches(page).Select(match => match.Groups[1].Value));
        Assert.Equal(Folders.Length, blocks.Length);
        Assembly assembly = Compile([.. blocks, GlobalUsings, Table]);
        MethodInfo prepare = assembly.GetType("CaffeSharpGen.Cpu.ShrinkTable", throwOnError: true)!.GetMethod("Prepare")!;

        var definition = (LayerDefinition)Activator.CreateInstance(assembly.GetType("CaffeSharpGen.Compiler.Layers.Bvlc.Shrink", throwOnError: true)!)!;
        Assert.Equal("Shrink", definition.Type);
        Assert.NotEmpty(definition.Examples);
        var shrink = (Operation)Activator.CreateInstance(assembly.GetType("CaffeSharpGen.Operations.Shrink", throwOnError: true)!, 0.5f)!;
        RequireTable(shrink);
        float[] values = [.. Enumerable.Range(-20, 41).Select(i => i * 0.1f + 0.03f)];
        foreach (bool isReference in new[] { true, false })
        {
            using Device device = isReference ? Device.Scalar() : Device.Cpu(1);
            using var packed = new PackedWeightCache();
            using DeviceSession session = device.CreateSession(packed);
            using DeviceBuffer x = session.Allocate([1, values.Length]), y = session.Allocate(x.Shape), dy = session.Allocate(x.Shape), dx = session.Allocate(x.Shape);
            using var prepared = (PreparedOperation)prepare.Invoke(null, [isReference, shrink, session, x, y])!;
            values.CopyTo(x.Map().Span);
            dy.Map().Span.Fill(3);
            prepared.Forward();
            prepared.Backward(new OperationGradients(ReluRule.Guided, [new OutputGradient(dy)], [new InputGradient(dx)]));
            Assert.Equal(values.Select(value => value > 0.5f ? value - 0.5f : value < -0.5f ? value + 0.5f : 0), y.Map().Span.ToArray());
            Assert.Equal(values.Select(value => Math.Abs(value) > 0.5f ? 3f : 0), dx.Map().Span.ToArray());
        }
    }

    // A network with the operation is written as a table and read.
    private static void RequireTable(Operation operation)
    {
        ReadFields read = operation.GetType().GetMethod("Read")!.CreateDelegate<ReadFields>();
        var shape = ValueShape.Of(Dim.N, 3);
        var network = new NetworkDefinition(
            "Shrunk", [new ValueDefinition("x", "Input", shape), new ValueDefinition("it", operation.Kind, shape)],
            [new StepDefinition("it", operation.Kind, operation, [0], [1], [], [])], ArenaFloats: 0);
        string table = string.Join('\n', TableWriter.Lines(network));
        Assert.Contains(" = Shrink(x) margin=0.5 ", table, StringComparison.Ordinal);
        Assert.Equal(network, TableReader.Read(Encoding.UTF8.GetBytes(table), (_, fields) => read(fields)));
    }

    // The name is one of those that the runtime shows its inside to.
    private static Assembly Compile(IEnumerable<string> files)
    {
        // Documentation is missed as where the files belong.
        var parsing = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose);
        var compilation = CSharpCompilation.Create(
            "CaffeSharpGen.Conformance", files.Select(file => CSharpSyntaxTree.ParseText(file, parsing)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        Assert.Empty(result.Diagnostics.Where(found => found.Severity >= DiagnosticSeverity.Warning && found.Location.IsInSource));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    private delegate Operation ReadFields(Fields fields);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\*\*\d\. .*`(src/[^`]+\.cs)`", RegexOptions.Multiline)]
    private static partial Regex FileOfStep();
}
