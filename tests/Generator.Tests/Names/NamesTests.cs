using System.Reflection;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Names;

/// <summary>Names that C# could trip over: the generated code compiles without a warning all the same.</summary>
public sealed class NamesTests
{
    [Fact]
    public void Layers_called_as_members_of_the_base_classes()
    {
        IEnumerable<string> members = typeof(CompiledNetwork<>).GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy)
            .Where(member => member is not (MethodInfo { IsPrivate: true } or MethodInfo { IsAssembly: true } or FieldInfo { IsPrivate: true } or ConstructorInfo) && !member.Name.Contains('.', StringComparison.Ordinal))
            .Select(member => member.Name).Distinct();
        Assert.Contains("HookAt", members);
        RequireClean([.. members]);
    }

    [Fact]
    public void Layers_called_as_generated_members() => RequireClean(
        "net", "Net", "load", "shapes", "definition", "operation", "compiled", "definitions", "forwardFrom8x8", "backwardTo8x8", "pass", "kind", "fields", "field", "op", "csg", "network", "caffesharpgen", "system", "demo",
        "weights", "device", "batch", "batchSize", "sharing", "count", "channels", "height", "width", "number", "class", "event", "value", "get_Data", "item", "dispose", "finalize");

    // The last of many, so that each is also an output, which has a class in Shapes.
    [Theory]
    [InlineData("count")]
    [InlineData("channels")]
    [InlineData("height")]
    [InlineData("width")]
    [InlineData("shapes")]
    [InlineData("net")]
    public void Outputs_called_as_generated_members(string name) => RequireClean(name);

    [Fact]
    public void Characters_that_end_comments_and_strings() => RequireClean(
        "a\\nb", "a\\r#error", "next\\x85#error", "\u0085#error U+0085", "\u2028#error U+2028", "\u2029#error U+2029", "bell\\a", "nul\\000", "*/ /*", "</c></summary>&<", "quote\\\"\\\\",
        "{0} {{", "größe", "层", "🙂", "", "--", "9");

    private static void RequireClean(params string[] names)
    {
        string layers = string.Join("\n", names.Select((name, i) => $"layer {{ name: \"{name}\" type: 'ReLU' bottom: 'data' top: 'top {i}' }}"));
        string text = "name: 'net' input: 'data' input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }\n" + layers;
        var run = new GeneratorRun(new Prototxt("net.prototxt", text));
        Assert.Empty(run.Diagnostics.Where(message => message.Severity != DiagnosticSeverity.Info));
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.AllMessages());
    }
}
