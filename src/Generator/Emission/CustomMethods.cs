using CaffeSharpGen.Compiler.Drafts;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The partial methods of a layer that the user of the class computes himself.</summary>
/// <param name="Value">Index of the first value that it computes.</param>
/// <param name="Forward">The method that computes it.</param>
/// <param name="Backward">The method that computes its gradients.</param>
/// <param name="Summary">What the first does, as XML.</param>
internal sealed record CustomMethods(int Value, string Forward, string Backward, string Summary)
{
    /// <summary>Those of a network, in the order of its layers.</summary>
    public static IReadOnlyList<CustomMethods> Of(NetworkDefinition network, string className)
    {
        StepDefinition[] steps = [.. network.Steps.Where(step => step.Operation is Custom)];
        return Of(
            [.. steps.Select(step => (step.Outputs[0], step.Layer, SummaryOf(network, step)))], className,
            PassPart.MethodsOf(PassPart.Of(network)));
    }

    /// <summary>Those of a network that has errors.</summary>
    public static IReadOnlyList<CustomMethods> Of(NetworkDraft draft, string className) => Of(
        [
            .. draft.Values.Select((value, index) => (value, index)).Where(entry => entry.value.CustomLayer is not null)
                .Select(entry => (entry.index, entry.value.CustomLayer!, Naming(entry.value.CustomLayer!, entry.value.LayerType))),
        ],
        className, methods: []);

    /// <summary>The names of some.</summary>
    public static IEnumerable<string> NamesOf(IEnumerable<CustomMethods> methods) =>
        methods.SelectMany(method => new[] { method.Forward, method.Backward });

    private static CustomMethods[] Of(
        (int Value, string Layer, string Summary)[] layers, string className, IEnumerable<string> methods)
    {
        string[] reserved = [.. HookIdentifiers.Reserved, .. methods, className];
        IReadOnlyList<string> Names(string verb) =>
            Identifiers.Unique(layers.Select(layer => verb + Identifiers.Of(layer.Layer)), reserved);
        IReadOnlyList<string> forward = Names("Forward"), backward = Names("Backward");
        return [.. layers.Select((layer, i) => new CustomMethods(layer.Value, forward[i], backward[i], layer.Summary))];
    }

    private static string SummaryOf(NetworkDefinition network, StepDefinition step)
    {
        string List(EquatableArray<int> values) => string.Join(", ", values.Select(value =>
            $"<c>{CSharp.Documentation(network.Values[value].Name)}</c> {network.Values[value].Shape}"));
        string reads = step.Inputs.Length > 0 ? $" from {List(step.Inputs)}" : "";
        return $"{Naming(step.Layer, step.LayerType)}: {List(step.Outputs)}{reads}";
    }

    private static string Naming(string layer, string type) =>
        $"Computes the layer <c>{CSharp.Documentation(layer)}</c> ({CSharp.Documentation(type)})";
}
