using System.Globalization;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that a user of the class reads: how to load it, its inputs, its hooks, its sizes.</summary>
internal static class SurfaceFile
{
    /// <summary>The namespace of the library, as it begins a name.</summary>
    public const string Library = "global::CaffeSharpGen.";

    private const string Cancellation = "global::System.Threading.CancellationToken";
    private const string CancelledException =
        "<exception cref=\"global::System.OperationCanceledException\">It was cancelled; what was loaded is freed.</exception>";
    private const string Open = $"{Library}Weights.CaffeModel.Open("
        + "caffemodel ?? throw new global::System.ArgumentNullException(nameof(caffemodel)))";

    // Where null could mean either, it is no device: so it was before there were options.
    private const string AfterDevices = "[global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]";

    /// <summary>Writes the class of a network.</summary>
    public static EmittedFile Emit(NetworkToEmit network) =>
        Emit(ClassSurface.Of(network, Summary(network)), "what the class offers", isComplete: true, _ => { });

    /// <summary>Writes what a class offers.</summary>
    /// <param name="surface">The class.</param>
    /// <param name="subject">What the file is about.</param>
    /// <param name="isComplete">Whether another file has its passes and its definition.</param>
    /// <param name="writeRest">Writes further members.</param>
    public static EmittedFile Emit(ClassSurface surface, string subject, bool isComplete, Action<CodeWriter> writeRest)
    {
        string name = surface.Class.Name;
        string passes = isComplete ? $", {Library}Compiled.INetworkPasses{CustomLayersPart.Interface(surface.CustomMethods)}" : "";
        string text = CodeWriter.File(surface.Class, subject, [], writer =>
        {
            writer.Line($"/// <summary>{surface.Summary}</summary>");
            writer.Line($"public sealed partial class {name} :");
            writer.Block($"    {Library}CompiledNetwork<{name}>, {Library}ICompiledNetwork<{name}>{passes}", () =>
            {
                WriteConstructors(writer, name);
                WriteLoading(writer, surface);
                if (!surface.HasFreeBatch)
                    WriteContract(writer, name);
                foreach (SurfaceHook hook in surface.Hooks)
                    WriteHook(writer, name, hook);
                CustomLayersPart.WriteDeclarations(writer, name, surface.CustomMethods);
                DataTransformsPart.Write(writer, surface.DataTransforms);
                WriteShapes(writer, surface.Sized);
                writeRest(writer);
            });
        });
        return new EmittedFile(surface.Class.HintName("g.cs"), text);
    }

    private static string Summary(NetworkToEmit network)
    {
        NetworkDefinition definition = network.Definition;
        long weights = definition.Steps.Sum(step => step.OwnWeights.Sum(shape => (long)shape.Count));
        int layers = definition.Steps.Count(step => !definition.Values[step.Outputs[0]].IsHidden);
        string[] inputs =
        [
            .. definition.Inputs.Select(input => definition.Values[input])
                .Select(input => $"<c>{CSharp.Documentation(input.Name)}</c> {input.Shape}"),
        ];
        string counts = $"{Count(layers, "layer")}, {Count(weights, "weight")}";
        return $"{CSharp.Documentation(network.Title)}: {counts}; input{(inputs.Length == 1 ? "" : "s")} {string.Join(", ", inputs)}.";
    }

    private static string Count(long count, string what) =>
        string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}{2}", count, what, count == 1 ? "" : "s");

    private static void WriteConstructors(CodeWriter writer, string name) => writer
        .Line($"private {name}(")
        .Line($"    {Library}Weights.WeightSource weights, {Library}LoadOptions options, bool leaveOpen, {Cancellation} cancellationToken)")
        .Line("    : base(Definition, weights, options, leaveOpen, cancellationToken)")
        .Line("{")
        .Line("}")
        .Line()
        .Line($"private {name}({name} sharing, int batchSize)")
        .Line("    : base(sharing, batchSize)")
        .Line("{")
        .Line("}")
        .Line();

    private static void WriteLoading(CodeWriter writer, ClassSurface surface)
    {
        const string exception = $"<exception cref=\"{Library}Weights.WeightException\">";
        string name = surface.Class.Name;
        bool isFree = surface.HasFreeBatch;
        string parameter = isFree ? ", int batchSize = 1" : "";
        string options = $"new {Library}LoadOptions {{ Device = device{(isFree ? ", BatchSize = batchSize" : "")} }}";
        writer
            .Line("/// <summary>Loads weights from a <c>.caffemodel</c>; the device defaults to the CPU.</summary>")
            .Line($"/// {exception}The file is no caffemodel, or its weights do not fit.</exception>")
            .Line($"public static {name} Load(string caffemodel, {Library}Device? device = null{parameter}) =>")
            .Line($"    Load({Open}, device{(isFree ? ", batchSize" : "")});")
            .Line()
            .Line("/// <summary>Takes weights from a source, which it owns from now on "
                + "unless <paramref name=\"leaveOpen\"/> is set.</summary>")
            .Line($"/// {exception}The weights do not fit.</exception>")
            .Line($"public static {name} Load(")
            .Line($"    {Library}Weights.WeightSource weights, {Library}Device? device = null{parameter}, bool leaveOpen = false) =>")
            .Line($"    new(weights, {options}, leaveOpen, default);")
            .Line();
        WriteLoadingWithOptions(writer, name, exception);
        writer
            .Line(isFree
                ? "/// <summary>Another instance over the same weights and device, for another thread or batch size.</summary>"
                : "/// <summary>Another instance over the same weights and device, for another thread.</summary>")
            .Line(isFree
                ? $"public {name} Share(int? batchSize = null) => new(this, batchSize ?? BatchSize);"
                : $"public {name} Share() => new(this, BatchSize);")
            .Line();
        if (surface.OtherShapes is { } others)
            WriteOtherShapes(writer, surface, others);
    }

    private static void WriteOtherShapes(CodeWriter writer, ClassSurface surface, string others)
    {
        string name = surface.Class.Name;
        writer
            .Line("/// <summary>")
            .Line("/// The network for another shape of its input, over the same weights and device: its own, "
                + $"or one of <c>{CSharp.Documentation(others)}</c>.")
            .Line("/// The constants of <c>Shapes</c> stay those of its own.")
            .Line("/// </summary>")
            .Line("/// <param name=\"inputShape\">Lengths of the input's axes; the first is the number of images.</param>")
            .Line("/// <exception cref=\"global::System.ArgumentException\">The class is not compiled for that shape.</exception>")
            .Line($"public {name} Share(global::System.ReadOnlySpan<int> inputShape) => new(this, DefinitionFor(inputShape), inputShape);")
            .Line()
            .Line($"private {name}(")
            .Line($"    {name} sharing, {Library}Definitions.NetworkDefinition definition, global::System.ReadOnlySpan<int> inputShape)")
            .Line("    : base(sharing, definition, inputShape)")
            .Line("{")
            .Line("}")
            .Line();
    }

    private static void WriteLoadingWithOptions(CodeWriter writer, string name, string exception) => writer
        .Line("/// <summary>Loads weights from a <c>.caffemodel</c>, with progress and cancellation.</summary>")
        .Line($"/// {exception}The file is no caffemodel, or its weights do not fit.</exception>")
        .Line($"/// {CancelledException}")
        .Line(AfterDevices)
        .Line($"public static {name} Load(string caffemodel, {Library}LoadOptions options, {Cancellation} cancellationToken = default) =>")
        .Line($"    Load({Open}, options, cancellationToken: cancellationToken);")
        .Line()
        .Line("/// <summary>Takes weights from a source, which it owns from now on "
            + "unless <paramref name=\"leaveOpen\"/> is set, with progress and cancellation.</summary>")
        .Line($"/// {exception}The weights do not fit.</exception>")
        .Line($"/// {CancelledException}")
        .Line(AfterDevices)
        .Line($"public static {name} Load(")
        .Line($"    {Library}Weights.WeightSource weights, {Library}LoadOptions options, bool leaveOpen = false,")
        .Line($"    {Cancellation} cancellationToken = default) =>")
        .Line("    new(weights, options, leaveOpen, cancellationToken);")
        .Line();

    // Where the batch is fixed, the class itself offers no number of images, and its base refuses any other.
    private static void WriteContract(CodeWriter writer, string name)
    {
        string contract = $"{Library}ICompiledNetwork<{name}>";
        const string options = $"new {Library}LoadOptions {{ Device = device, BatchSize = batchSize }}";
        writer
            .Line($"static {name} {contract}.Load(")
            .Line($"    {Library}Weights.WeightSource weights, {Library}Device? device, int batchSize, bool leaveOpen) =>")
            .Line($"    new(weights, {options}, leaveOpen, default);")
            .Line()
            .Line($"static {name} {contract}.Load(string caffemodel, {Library}Device? device, int batchSize) =>")
            .Line($"    new({Open}, {options}, false, default);")
            .Line()
            .Line($"{name} {contract}.Share(int? batchSize) => new(this, batchSize ?? BatchSize);")
            .Line();
    }

    private static void WriteHook(CodeWriter writer, string name, SurfaceHook hook)
    {
        (string type, string find) = hook.IsInput ? ("InputHook", "InputAt")
            : hook.HasGradient ? ("Hook", "HookAt") : ("HookWithoutGradient", "ValueAt");
        string gradient = hook.HasGradient ? "" : " It has no gradient.";
        string layer = hook.LayerType.Length > 0 ? $", {CSharp.Documentation(hook.LayerType)}" : "";
        writer.Line($"/// <summary>{CSharp.Documentation(hook.Name)}{layer}: {Text(hook.Shape)}.{gradient}</summary>")
            .Line($"public {Library}{type}<{name}> {hook.Member} => {find}({hook.Index});")
            .Line();
    }

    private static void WriteShapes(CodeWriter writer, IReadOnlyList<SurfaceHook> hooks)
    {
        writer.Line("/// <summary>Sizes of inputs and outputs as constants, for one image.</summary>");
        writer.Block("public static class Shapes", () =>
        {
            bool isFirst = true;
            foreach (SurfaceHook hook in hooks)
            {
                if (!isFirst)
                    writer.Line();
                isFirst = false;
                writer.Line($"/// <summary><c>{CSharp.Documentation(hook.Name)}</c>: {Text(hook.Shape)}.</summary>");
                writer.Block($"public static class {hook.Member}", () => writer
                    .Line("/// <summary>Of one image.</summary>")
                    .Line($"public const int {string.Join(", ", Constants(hook.Shape))};"));
            }
        });
    }

    private static string Text(ValueShape? shape) => shape?.ToString() ?? "its shape is not known";

    // Of what is not known, all that there may be.
    private static IEnumerable<string> Constants(ValueShape? known)
    {
        string[] axes = ["BatchSize", "Channels", "Height", "Width"];
        int rank = Math.Min(known?.Rank ?? axes.Length, axes.Length);
        for (int axis = 1; axis < rank; axis++)
            yield return FormattableString.Invariant($"{axes[axis]} = {known?[axis].Length ?? 1}");
        long count = known?.Axes.Skip(1).Aggregate(1L, (count, length) => count * length.Length) ?? 1;
        yield return FormattableString.Invariant($"Count = {count}");
    }
}
