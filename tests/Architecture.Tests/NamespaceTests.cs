using System.Reflection;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>Within an assembly, namespaces depend on each other in one direction, as projects do.</summary>
public sealed class NamespaceTests
{
    private static readonly string[] Names = ["Model", "Compiler", "Generator", "Runtime", "Cuda", "GradCam", "Hdf5", "Imaging", "Models", "Torch7", "Language", "Dynamic", "Extensions"];

    // Uses against the direction, each of which closes a cycle. An entry that is no longer needed fails the test.
    private static readonly KnownUse[] Known =
    [
        new("Runtime", "CaffeSharpGen", "CaffeSharpGen.Compiled",
            "the engine runs the passes of a compiled class, and gives them a pass that runs its groups"),
        new("Runtime", "CaffeSharpGen", "CaffeSharpGen.Cpu",
            "Device.Cpu() makes a CpuDevice, and layers that a device lacks run on it"),
        new("Runtime", "CaffeSharpGen", "CaffeSharpGen.Values",
            "a hook has the state of its value, which is memory of a device, and memory is assigned to hooks"),
    ];

    public static TheoryData<string> Assemblies => [.. Names];

    public static TheoryData<string, string, string> KnownUses => [.. Known.Select(use => (use.Assembly, use.From, use.To))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_form_no_cycles(string assembly)
    {
        NamespaceGraph all = GraphOf(assembly);
        string[] cycles = [.. all.Without(KnownIn(assembly)).Cycles().Select(all.Describe)];
        Assert.True(cycles.Length == 0,
            $"{cycles.Length} cycles of namespaces in {assembly}, beside the known ones:\n{string.Join("\n", cycles)}");
    }

    [Theory]
    [MemberData(nameof(KnownUses))]
    public void A_known_cycle_is_still_there(string assembly, string from, string to)
    {
        KnownUse use = Known.Single(use => (use.Assembly, use.From, use.To) == (assembly, from, to));
        NamespaceGraph all = GraphOf(assembly), others = all.Without(KnownIn(assembly));
        Assert.True(all.Edges.Contains((from, to)) && others.Path(to, from) is not null,
            $"{from} → {to} closes no cycle any more: remove it from the known ones ({use.Reason})");
        TestContext.Current.TestOutputHelper!.WriteLine($"{use.Reason}:\n{all.Describe((from, to))}");
    }

    [Fact]
    public void Every_assembly_of_src_is_checked() => Assert.Equal(
        Directory.GetDirectories(SharedFolder.InRepository("src")).Select(Path.GetFileName)
            .Where(name => name != "Templates") // Files, and no assembly.
            .Order(StringComparer.Ordinal),
        Names.Order(StringComparer.Ordinal));

    [Fact]
    public void The_graph_sees_bases_signatures_attributes_and_code()
    {
        NamespaceGraph graph = NamespaceGraph.Of(typeof(NamespaceTests).Assembly);
        foreach (string name in new[] { "Base", "Signature", "Marker", "Code", "GenericArgument", "Closure" })
            Assert.Contains(($"CaffeSharpGen.Probe.{name}", "CaffeSharpGen.Probe.Used"), graph.Edges);
        Assert.DoesNotContain(("CaffeSharpGen.Probe.Nothing", "CaffeSharpGen.Probe.Used"), graph.Edges);
        Assert.Equal(
            ["Back", "Code", "Used", "Back"], Assert.Single(graph.Cycles()).Select(name => name.Split('.')[^1]));
    }

    private static NamespaceGraph GraphOf(string assembly) => NamespaceGraph.Of(Assembly.Load($"CaffeSharpGen.{assembly}"));

    private static IEnumerable<(string From, string To)> KnownIn(string assembly) =>
        Known.Where(use => use.Assembly == assembly).Select(use => (use.From, use.To));

    private sealed record KnownUse(string Assembly, string From, string To, string Reason);
}
