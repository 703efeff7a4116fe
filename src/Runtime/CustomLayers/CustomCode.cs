using CaffeSharpGen.Compiled;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen;

/// <summary>
/// Which code computes which custom layer of a network: what was given when it was loaded, under the layer's name or its type; else the
/// partial methods of its generated class that are implemented.
/// </summary>
internal sealed class CustomCode
{
    // Steps by reference: two layers may be alike.
    private readonly Dictionary<StepDefinition, CustomLayerCode> found = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<StepDefinition, string> methods = new(ReferenceEqualityComparer.Instance);
    private readonly List<StepDefinition> custom = [];
    private readonly string network;

    /// <param name="definition">The network.</param>
    /// <param name="given">Code that was given, by names of layers or types.</param>
    /// <param name="compiled">The generated class, if it has custom layers.</param>
    /// <exception cref="ArgumentException">Code was given for a layer that there is not.</exception>
    public CustomCode(NetworkDefinition definition, IReadOnlyDictionary<string, CustomLayerCode> given, ICustomLayers? compiled)
    {
        network = definition.Name;
        foreach (StepDefinition step in definition.Steps)
        {
            if (step.Operation is not Custom operation)
                continue;
            custom.Add(step);
            if (CodeOf(step, operation, given, compiled) is { } code)
                found.Add(step, code);
        }
        RequireNames(given);
    }

    /// <summary>Whether a step is a custom layer without code: it does not run.</summary>
    public bool Lacks(StepDefinition step) => step.Operation is Custom && !found.ContainsKey(step);

    /// <summary>The code of a custom layer; null if there is none.</summary>
    public CustomLayerCode? Of(StepDefinition step) => found.GetValueOrDefault(step);

    /// <summary>Whether gradients can flow back through a step.</summary>
    public bool HasGradient(StepDefinition step) =>
        step.Operation is Custom ? Of(step)?.Backward is not null : step.Operation.IsDifferentiable;

    /// <summary>Whether one of the custom layers is among some steps: then a pass calls code of the program.</summary>
    public bool RunsAny(Predicate<StepDefinition> runs)
    {
        foreach (StepDefinition step in custom)
        {
            if (runs(step))
                return true;
        }
        return false;
    }

    /// <summary>What to say of layers that do not run, a sentence each.</summary>
    public IEnumerable<string> Notes() => custom.Where(Lacks).Select(step =>
        $"layer '{step.Layer}' ({step.LayerType}) does not run, nor does what depends on it: {WayOut(step)}");

    /// <summary>Why a value cannot be had.</summary>
    public string Reason(string value, StepDefinition step) =>
        $"'{value}' of {network} depends on layer '{step.Layer}' ({step.LayerType}), for which the program has no code: {WayOut(step)}; "
        + "what does not depend on the layer can be read and explained";

    private string WayOut(StepDefinition step)
    {
        string options = $"{nameof(LoadOptions)}.{nameof(LoadOptions.CustomLayers)}[\"{step.LayerType}\"]";
        return methods.TryGetValue(step, out string? method)
            ? $"implement the partial method {method} of the network's class, or give {options} when it is loaded"
            : $"give {options} when the network is loaded";
    }

    private CustomLayerCode? CodeOf(
        StepDefinition step, Custom operation, IReadOnlyDictionary<string, CustomLayerCode> given, ICustomLayers? compiled)
    {
        if (compiled is not null)
            methods.Add(step, CustomCall.MethodOf(compiled, step.Outputs[0]));
        if (given.TryGetValue(step.Layer, out CustomLayerCode? code) || given.TryGetValue(operation.Type, out code))
            return code;
        return compiled is null ? null : CustomCall.CodeOf(compiled, step.Outputs[0]);
    }

    private void RequireNames(IReadOnlyDictionary<string, CustomLayerCode> given)
    {
        string[] known = [.. custom.SelectMany(step => new[] { step.Layer, step.LayerType }).Distinct()];
        if (given.Keys.FirstOrDefault(name => !known.Contains(name)) is not { } unknown)
            return;
        string there = known.Length > 0
            ? $"its custom layers and their types are {string.Join(", ", known.Select(name => $"'{name}'"))}"
            : "it has none: name the type and the shapes of its tops when the prototxt is compiled "
                + "(CaffeCustomLayers; PrototxtOptions.CustomLayers at run time)";
        throw new ArgumentException(
            $"{nameof(LoadOptions)}.{nameof(LoadOptions.CustomLayers)} has code for '{unknown}', "
            + $"and {network} has no custom layer of that name or type; {there}");
    }
}
