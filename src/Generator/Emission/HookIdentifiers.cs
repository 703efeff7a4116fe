using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The member names of a network's hooks.</summary>
internal static class HookIdentifiers
{
    // Members of the base class, of the generated class itself, and the verbs that extend it. A test compares them with what there is.
    public static readonly string[] Reserved =
    [
        "Backward", "BackwardEach", "BatchSize", DataTransformsPart.Member, "Deconvnet", "Definition", "DefinitionFor", "Dispose", "Equals",
        "Explain", "Finalize", "Forward", "ForwardFrom", "ForwardTo", "GetHashCode", "GetType", "GradCam", "GradCamBatch",
        "GradCamToDevice", "GuidedBackprop", "GuidedGradCam", "HookAt", "InputAt", "Load", "MemberwiseClone", "Network", "Operation",
        "ReferenceEquals", "ResetStates", "Shapes", "Share", "ToString", "TryGetHook", "ValueAt",
        // A hook's class in Shapes cannot have a constant of its own name.
        "Channels", "Count", "Height", "Width",
    ];

    /// <summary>One identifier for each value, by its index; empty for what lies between the operations of one layer.</summary>
    public static IReadOnlyList<string> Of(NetworkDefinition network, string className)
    {
        IEnumerable<string> methods =
            PassPart.MethodsOf(PassPart.Of(network)).Concat(CustomMethods.NamesOf(CustomMethods.Of(network, className)));
        IReadOnlyList<string> visible =
            Of(network.Values.Where(value => !value.IsHidden).Select(value => value.Name), className, methods);
        var identifiers = new List<string>(network.Values.Length);
        int next = 0;
        foreach (ValueDefinition value in network.Values)
            identifiers.Add(value.IsHidden ? "" : visible[next++]);
        return identifiers;
    }

    /// <summary>One identifier for each name.</summary>
    /// <param name="names">The names of values that have members.</param>
    /// <param name="className">The class.</param>
    /// <param name="methods">Members that not every class has.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> names, string className, IEnumerable<string> methods) =>
        Identifiers.Unique(names, [.. Reserved, .. methods, .. OfClass(className)]);

    // No member has its class's name, nor has what C# makes of a property: the class get_Data cannot have a member Data.
    private static string[] OfClass(string className) =>
        className.StartsWith("get_", StringComparison.Ordinal) ? [className, className.Substring("get_".Length)] : [className];
}
