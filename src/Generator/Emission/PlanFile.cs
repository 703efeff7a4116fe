using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that defines the network's layers and where their values lie, for the runtime; headed by the memory that takes.</summary>
internal static class PlanFile
{
    public static EmittedFile Emit(NetworkToEmit network)
    {
        string text = CodeWriter.File(network, "its layers and its memory", writer =>
        {
            WriteMemory(writer, network.Memory);
            writer.Block($"partial class {network.Class.Name}", () =>
            {
                writer.Line("/// <inheritdoc/>");
                writer.Block("protected override void Define(global::CaffeSharpGen.NetworkBuilder network)", () =>
                {
                    writer.Line($"network.Arena({network.Memory.ArenaSize});");
                    foreach (ValueModel input in network.Inputs)
                        writer.Line($"network.Input({CSharp.Literal(input.HookName)}, {CSharp.List(input.Shape.Dimensions)});");
                    foreach (Range layers in network.LayerRanges)
                        writer.Line($"DefineFrom{layers.First}(network);");
                });
                foreach (Range layers in network.LayerRanges)
                {
                    writer.Line();
                    writer.Block($"private static void DefineFrom{layers.First}(global::CaffeSharpGen.NetworkBuilder network)", () =>
                    {
                        foreach (int layer in layers.Numbers)
                            WriteLayer(writer, network, layer);
                    });
                }
            });
        });
        return new EmittedFile(network.Class.HintName("Plan.g.cs"), text);
    }

    private static void WriteLayer(CodeWriter writer, NetworkToEmit network, int layer)
    {
        NetworkModel model = network.Model;
        StepModel step = model.Steps[layer];
        IEnumerable<Shape> outputs = step.Outputs.Select(output => model.Values[output].Shape);
        string call = $"network.Layer({CSharp.Literal(step.Name)}, {CSharp.Literal(step.Type)}, {CSharp.New(step.Operation)}, {CSharp.List(step.Inputs)}, {CSharp.List(outputs)}";
        if (step.Weights.Length > 0)
            call += $", {CSharp.List(step.Weights)}";
        if (step.Outputs.Length > 1)
            call += $", tops: [{string.Join(", ", step.Outputs.Skip(1).Select(output => CSharp.Literal(model.Values[output].HookName)))}]";
        if (step.InPlace)
            call += ", inPlace: true";
        if (step.SharedWith.Any(owner => owner is not null))
            call += $", sharedWith: {CSharp.List(step.SharedWith)}";
        if (network.Heads[layer] != layer)
            call += $", joins: {network.Heads[layer]}";
        if (step.Outputs.Any(output => network.Memory.Offsets[output] >= 0))
            call += $", at: [{string.Join(", ", step.Outputs.Select(output => network.Memory.Offsets[output]))}]";
        writer.Line(call + ");");
        foreach (Inside inside in step.Outputs.SelectMany(output => network.InsidesKnownWith(output)))
            writer.Line($"network.Inside({inside.Value}, {inside.Whole}, {inside.Channel});");
    }

    private static void WriteMemory(CodeWriter writer, MemoryPlan plan)
    {
        long arena = plan.ArenaSize * sizeof(float);
        writer.Line("// Memory, for one image:")
            .Line($"//   weights                           {Size(plan.Weights)}")
            .Line($"//   activations, one by one           {Size(plan.AllActivations)}")
            .Line($"//   activations, sharing an arena     {Size(arena)}; inference and explanations alike")
            .Line($"//   gradients, sharing another        {Size(arena)}; from the first backward pass on")
            .Line("// joins: runs as one with that layer; at: where in the arena, in floats. A value without a place is computed only where someone looks at it.")
            .Line();
    }

    private static string Size(long bytes) => string.Format(CultureInfo.InvariantCulture, "{0,14:N0} bytes", bytes);
}
