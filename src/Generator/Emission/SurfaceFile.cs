using System.Globalization;
using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that a user of the class reads: how to load it, its inputs, its hooks.</summary>
internal static class SurfaceFile
{
    public static EmittedFile Emit(NetworkToEmit network)
    {
        string name = network.Class.Name;
        string text = CodeWriter.File(network, "what the class offers", writer =>
        {
            writer.Line($"/// <summary>{Summary(network)}</summary>");
            writer.Block($"public sealed partial class {name} : global::CaffeSharpGen.Network<{name}>", () =>
            {
                WriteLoading(writer, network);
                foreach (ValueModel value in network.Model.Values)
                    WriteHook(writer, network, value);
                WriteHookIndex(writer, network);
                WriteShapes(writer, network);
            });
        });
        return new EmittedFile(network.Class.HintName("g.cs"), text);
    }

    private static string Summary(NetworkToEmit network)
    {
        long weights = network.Model.Steps.Sum(step => step.OwnWeights.Sum(shape => shape.Count));
        string inputs = string.Join(", ", network.Inputs.Select(input => $"<c>{CSharp.Documentation(input.Blob)}</c> {network.Describe(input.Shape)}"));
        string net = network.Model.Name.Length > 0 ? network.Model.Name : network.Class.FileName;
        return $"{CSharp.Documentation(net)}: {network.Model.Steps.Length} layers, {weights.ToString("N0", CultureInfo.InvariantCulture)} weights; input {inputs}.";
    }

    private static void WriteLoading(CodeWriter writer, NetworkToEmit network)
    {
        string name = network.Class.Name;
        string parameter = network.Model.HasFreeBatch ? ", int batch = 1" : "";
        string argument = network.Model.HasFreeBatch ? ", batch" : "";
        string title = CSharp.Literal(network.Model.Name.Length > 0 ? network.Model.Name : name);
        string exception = "/// <exception cref=\"global::CaffeSharpGen.Weights.WeightException\">" +
            "The file is not a caffemodel, or its weights are not those that the network reads.</exception>";
        writer
            .Line($"private {name}(global::CaffeSharpGen.Weights.WeightSource weights, global::CaffeSharpGen.Device? device, int batch, bool leaveOpen) : base({title}, weights, device, batch, leaveOpen)")
            .Line("{")
            .Line("}")
            .Line()
            .Line($"private {name}({name} sharing, int batch) : base(sharing.Name, sharing, batch)")
            .Line("{")
            .Line("}")
            .Line()
            .Line("/// <summary>Loads weights from a <c>.caffemodel</c>; the device is the CPU if none is given.</summary>")
            .Line(exception)
            .Line($"public static {name} Load(string caffemodel, global::CaffeSharpGen.Device? device = null{parameter}) => Load(global::CaffeSharpGen.Weights.CaffeModel.Open(caffemodel), device{argument});")
            .Line()
            .Line("/// <summary>Takes weights from any source, which belongs to the network from now on unless it is left open: then its giver disposes of it, at any time.</summary>")
            .Line(exception)
            .Line($"public static {name} Load(global::CaffeSharpGen.Weights.WeightSource weights, global::CaffeSharpGen.Device? device = null{parameter}, bool leaveOpen = false) => new(weights, device, {(network.Model.HasFreeBatch ? "batch" : "1")}, leaveOpen);")
            .Line()
            .Line("/// <summary>Another instance over the same weights and device, for another thread or batch size.</summary>")
            .Line(network.Model.HasFreeBatch ? $"public {name} Share(int? batch = null) => new(this, batch ?? Batch);" : $"public {name} Share() => new(this, Batch);")
            .Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override global::CaffeSharpGen.Network? ShareUntyped(int batch) => {(network.Model.HasFreeBatch ? $"new {name}(this, batch)" : $"batch == Batch ? new {name}(this, batch) : null")};")
            .Line();
    }

    private static void WriteHook(CodeWriter writer, NetworkToEmit network, ValueModel value)
    {
        bool isInput = value.Type == "Input";
        string hook = network.Hooks[value.Index], type = isInput ? "InputHook" : "Hook";
        writer.Line($"/// <summary>{CSharp.Documentation(value.HookName)}, {value.Type}: {network.Describe(value.Shape)}.</summary>")
            .Line($"public global::CaffeSharpGen.{type}<{network.Class.Name}> {hook} => {(isInput ? "InputAt" : "HookAt")}({value.Index});")
            .Line();
    }

    private static void WriteHookIndex(CodeWriter writer, NetworkToEmit network)
    {
        writer.Line("/// <inheritdoc/>");
        writer.Block("protected override int HookIndex(string caffeName) => caffeName switch", () =>
        {
            foreach (ValueModel value in network.Model.Values)
                writer.Line($"{CSharp.Literal(value.HookName)} => {value.Index},");
            writer.Line("_ => -1,");
        }, end: "};");
    }

    // Of inputs and outputs: what a program needs before it has an instance.
    private static void WriteShapes(CodeWriter writer, NetworkToEmit network)
    {
        var outputs = new HashSet<int>(network.Model.Outputs);
        writer.Line();
        writer.Line("/// <summary>Sizes of inputs and outputs as constants, for one image.</summary>");
        writer.Block("public static class Shapes", () =>
        {
            bool first = true;
            foreach (ValueModel value in network.Model.Values.Where(value => value.Type == "Input" || outputs.Contains(value.Index)))
            {
                if (!first)
                    writer.Line();
                first = false;
                writer.Line($"/// <summary>Of <c>{CSharp.Documentation(value.HookName)}</c>: {network.Describe(value.Shape)}.</summary>");
                writer.Block($"public static class {network.Hooks[value.Index]}", () =>
                {
                    string[] axes = ["Number", "Channels", "Height", "Width"];
                    for (int axis = 1; axis < Math.Min(value.Shape.Rank, axes.Length); axis++)
                        writer.Line($"/// <summary>Length of axis {axis}.</summary>").Line($"public const int {axes[axis]} = {value.Shape[axis]};").Line();
                    writer.Line("/// <summary>Elements of one image.</summary>").Line($"public const int Count = {value.Shape.CountBetween(Math.Min(1, value.Shape.Rank), value.Shape.Rank)};");
                });
            }
        });
    }
}
