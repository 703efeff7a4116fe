using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that defines the network's layers for the runtime, headed by the memory they need.</summary>
internal static class PlanFile
{
    public static EmittedFile Emit(NetworkToEmit network)
    {
        string text = CodeWriter.File(network, "its layers", writer =>
        {
            WriteMemory(writer, network);
            writer.Block($"partial class {network.Class.Name}", () =>
            {
                writer.Line("/// <inheritdoc/>");
                writer.Block("protected override void Define(Csg::NetworkBuilder network)", () =>
                {
                    foreach (ValueModel input in network.Inputs)
                        writer.Line($"network.Input({CSharp.Literal(input.HookName)}, {CSharp.List(input.Shape.Dimensions)}); // at {network.Memory.Offsets[input.Index]}");
                    foreach ((int first, _) in network.Groups)
                        writer.Line($"DefineFrom{first}(network);");
                });
                foreach ((int first, IReadOnlyList<StepModel> steps) in network.Groups)
                {
                    writer.Line();
                    writer.Block($"private static void DefineFrom{first}(Csg::NetworkBuilder network)", () =>
                    {
                        foreach (StepModel step in steps)
                            writer.Line($"{Define(step, network.Model)} // at {string.Join(", ", step.Outputs.Select(output => network.Memory.Offsets[output]))}");
                    });
                }
            });
        });
        return new EmittedFile($"{network.Class.Full}.Plan.g.cs", text);
    }

    private static string Define(StepModel step, NetworkModel model)
    {
        IEnumerable<Shape> outputs = step.Outputs.Select(output => model.Values[output].Shape);
        string call = $"network.Layer({CSharp.Literal(step.Name)}, {CSharp.Literal(step.Type)}, {CSharp.New(step.Operation)}, {CSharp.List(step.Inputs)}, {CSharp.List(outputs)}";
        if (step.Weights.Length > 0)
            call += $", {CSharp.List(step.Weights)}";
        if (step.Outputs.Length > 1)
            call += $", tops: [{string.Join(", ", step.Outputs.Skip(1).Select(output => CSharp.Literal(model.Values[output].HookName)))}]";
        if (step.InPlace)
            call += ", inPlace: true";
        if (step.SharedWith is { } owner)
            call += $", sharedWith: {CSharp.Literal(owner)}";
        return call + ");";
    }

    private static void WriteMemory(CodeWriter writer, NetworkToEmit network)
    {
        MemoryPlan plan = network.Memory;
        writer.Line("// Memory, for one image:")
            .Line($"//   weights                                  {Size(plan.Weights)}")
            .Line($"//   activations, all kept for hooks          {Size(plan.KeptActivations)}")
            .Line($"//   activations and gradients, full backward {Size(plan.FullBackward)}")
            .Line($"//   activations, sharing memory by lifetime  {Size(plan.SharedActivations)} (inference only), each where its line says")
            .Line();
    }

    private static string Size(long bytes) => string.Format(CultureInfo.InvariantCulture, "{0,14:N0} bytes", bytes);
}
