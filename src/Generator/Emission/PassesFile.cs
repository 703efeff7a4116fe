using System.Globalization;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>
/// The file that runs: the forward and the backward pass in a straight line, a line for each fused group; then the network's definition as
/// a table.
/// </summary>
internal static class PassesFile
{
    private const string Plumbing = "global::CaffeSharpGen.Compiled.", Definitions = "global::CaffeSharpGen.Definitions.";

    public static EmittedFile Emit(NetworkToEmit network)
    {
        string text = CodeWriter.File(network.Class, "what runs", Head(network.Definition), writer =>
            writer.Block($"partial class {network.Class.Name}", () =>
            {
                WriteForward(writer, network);
                WriteBackward(writer, network);
                WriteTable(writer, network);
                WriteOperations(writer, network.Definition);
                CustomLayersPart.WriteCalls(writer, network.CustomMethods);
            }));
        return new EmittedFile(network.Class.HintName("Passes.g.cs"), text);
    }

    private static IEnumerable<string> Head(NetworkDefinition network)
    {
        long weights = network.Steps.Sum(step => step.OwnWeights.Sum(shape => (long)shape.Count));
        long activations = network.Values.Sum(value => ArenaPlan.FloatsOf(value.Shape));
        return
        [
            $"Memory{(network.HasFreeBatch ? ", for one image" : "")}:",
            $"  weights                           {Size(weights)}",
            $"  activations, one by one           {Size(activations)}",
            $"  activations, sharing an arena     {Size(network.ArenaFloats)}; inference and explanations alike",
            $"  gradients, sharing another        {Size(network.ArenaFloats)}; from the first backward pass on",
            "",
            "A device may record the passes once and replay them without coming by here; "
                + "while a debugger is attached, it runs them line by line.",
        ];
    }

    private static string Size(long floats) => string.Format(CultureInfo.InvariantCulture, "{0,14:N0} bytes", floats * sizeof(float));

    private static void WriteForward(CodeWriter writer, NetworkToEmit network)
    {
        var summary = new GroupSummary(network.Definition);
        string parameter = $"({Plumbing}ForwardPass pass)";
        List<(string, string)> Lines(PassPart part)
        {
            var lines = new List<(string, string)>();
            FusedGroup? before = null; // Each method says what it begins with.
            foreach (FusedGroup group in part.Groups)
            {
                lines.Add((Run(network, group), summary.Of(group, before)));
                before = group;
            }
            return lines;
        }
        string head = $"void {Plumbing}INetworkPasses.Forward{parameter}";
        if (network.Parts.Count == 1)
        {
            writer.Block(head, () => writer.Commented(Lines(network.Parts[0])));
            return;
        }
        writer.Block(head, () => writer.Commented(
            [.. network.Parts.Select(part => ($"{part.ForwardMethod}(pass);", summary.Of(part.Groups)))]));
        foreach (PassPart part in network.Parts)
            writer.Line().Block($"private void {part.ForwardMethod}{parameter}", () => writer.Commented(Lines(part)));
    }

    private static void WriteBackward(CodeWriter writer, NetworkToEmit network)
    {
        string parameter = $"({Plumbing}BackwardPass pass)";
        void WriteLines(PassPart part)
        {
            foreach (FusedGroup group in part.Groups.Reverse())
                writer.Line(Run(network, group));
        }
        writer.Line().Line("// A line does nothing where no gradient has to cross.");
        writer.Block($"void {Plumbing}INetworkPasses.Backward{parameter}", () =>
        {
            if (network.Parts.Count == 1)
                WriteLines(network.Parts[0]);
            else
                network.Parts.Reverse().ToList().ForEach(part => writer.Line($"{part.BackwardMethod}(pass);"));
        });
        if (network.Parts.Count == 1)
            return;
        foreach (PassPart part in network.Parts.Reverse())
            writer.Line().Block($"private void {part.BackwardMethod}{parameter}", () => WriteLines(part));
    }

    private static string Run(NetworkToEmit network, FusedGroup group)
    {
        int value = group.NamedBy(network.Definition);
        return network.Hooks[value] is { Length: > 0 } hook ? $"pass.Run({hook});" : $"pass.Run(HookAt({value}));";
    }

    private static void WriteTable(CodeWriter writer, NetworkToEmit network)
    {
        NetworkDefinition definition = network.Definition;
        writer.Line()
            .Line("// A line for each operation: "
                + "name = operation(what it reads) arguments → shape, then its weights, and where its result lies:")
            .Line($"// at an offset in the arena (in floats{(definition.HasFreeBatch ? ", for one image" : "")}), "
                + "or in another value from a channel on.")
            .Line("// A line that begins with + runs as one with the line above it, unless the value between them is observed.");
        WriteDefinition(writer, network, definition, "Definition", "definition");
        for (int i = 0; i < network.OtherShapes.Count; i++)
        {
            writer.Line().Line($"// For the shape {CSharp.Comment(network.OtherShapes[i].Shape)}.");
            WriteDefinition(writer, network, network.OtherShapes[i].Network, $"OtherDefinition{i + 1}", $"otherDefinition{i + 1}");
        }
        if (network.OtherShapes.Count > 0)
        {
            string others = string.Join(", ", Enumerable.Range(1, network.OtherShapes.Count).Select(i => $"OtherDefinition{i}"));
            writer.Line()
                .Line($"private static {Definitions}NetworkDefinition DefinitionFor(global::System.ReadOnlySpan<int> inputShape) =>")
                .Line($"    DefinitionFor(inputShape, [Definition, {others}]);");
        }
    }

    private static void WriteDefinition(
        CodeWriter writer, NetworkToEmit network, NetworkDefinition definition, string property, string field)
    {
        // A network without a name is called as its class.
        NetworkDefinition named = definition.Name.Length > 0
            ? definition
            : new NetworkDefinition(network.Class.Name, definition.Values, definition.Steps, definition.ArenaFloats);
        writer
            .Line($"private static {Definitions}NetworkDefinition {property} =>")
            .Line($"    {field} ??= {Definitions}TableReader.Read(\"\"\"");
        foreach (string line in TableWriter.Lines(named))
            writer.Line("        " + line);
        writer.Line("        \"\"\"u8, Operation);")
            .Line()
            .Line($"private static {Definitions}NetworkDefinition? {field};");
    }

    private static void WriteOperations(CodeWriter writer, NetworkDefinition network)
    {
        writer.Line().Line("// The operations of this network: a trimmed program has no others, and no kernels of others.");
        const string head =
            "private static global::CaffeSharpGen.Operation Operation(string kind, global::CaffeSharpGen.Fields fields) => kind switch";
        IEnumerable<string> kinds =
            network.Steps.Select(step => step.Operation.Kind).Distinct().OrderBy(kind => kind, StringComparer.Ordinal);
        writer.Block(head, () =>
        {
            foreach (string kind in kinds)
                writer.Line($"\"{kind}\" => global::CaffeSharpGen.Operations.{kind}.Read(fields),");
            writer.Line("_ => throw new global::System.FormatException(kind + \" is no operation of this network\"),");
        }, end: "};");
    }
}
