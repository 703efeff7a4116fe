using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;

namespace CaffeSharpGen.Generator;

/// <summary>The member names of a network's hooks.</summary>
internal static class HookIdentifiers
{
    // Members of the base classes, of the generated class itself, and the verbs that extend it.
    private static readonly string[] Reserved =
    [
        "Backward", "BackwardEachUntyped", "BackwardGroup", "BackwardUntyped", "Batch", "Deconvnet", "Define", "Device", "Dispose", "Equals", "Explain", "Finalize",
        "Forward", "ForwardFrom", "ForwardGroup", "ForwardTo", "GetHashCode", "GetType", "GradCam", "Groups", "GuidedBackprop", "GuidedGradCam", "HookAt", "HookIndex",
        "Hooks", "InputAt", "Inputs", "Layers", "Load", "MemberwiseClone", "Name", "Notes", "ReferenceEquals", "RunBackward", "RunForward", "Shapes", "Share",
        "ShareUntyped", "ToString", "TryGetHook",
        // A hook's class in Shapes cannot have a constant of its own name.
        "Channels", "Count", "Height", "Width",
    ];

    /// <summary>The generated methods that have a number behind their name.</summary>
    public static IReadOnlyList<string> NumberedMethods { get; } = ["BackwardTo", "DefineFrom", "ForwardFrom"];

    /// <summary>One identifier for each value, by its number.</summary>
    public static IReadOnlyList<string> Of(NetworkModel network, string className) =>
        Identifiers.Unique(network.Values.Select(value => value.HookName), [.. Reserved, .. GeneratedMethods(network), .. OfClass(className)]);

    // No member has its class's name, nor has what C# makes of a property: the class get_Data cannot have a member Data.
    private static string[] OfClass(string className) =>
        className.StartsWith("get_", StringComparison.Ordinal) ? [className, className.Substring("get_".Length)] : [className];

    private static IEnumerable<string> GeneratedMethods(NetworkModel network) =>
        from first in Enumerable.Range(0, network.Steps.Length)
        from method in NumberedMethods
        select $"{method}{first}";
}
