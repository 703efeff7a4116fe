using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Generator.Emission;

namespace CaffeSharpGen.Generator;

/// <summary>The member names of a network's hooks.</summary>
internal static class HookIdentifiers
{
    // Members of the base classes, of the generated class itself, and the verbs that extend it.
    private static readonly string[] Reserved =
    [
        "Backward", "BackwardLayer", "BackwardUntyped", "Batch", "Deconvnet", "Define", "Device", "Dispose", "Equals", "Explain", "Finalize", "Forward",
        "ForwardLayer", "GetHashCode", "GetType", "GradCam", "GuidedBackprop", "GuidedGradCam", "HookAt", "HookIndex", "Hooks", "InputAt", "Inputs", "Layers",
        "Load", "MemberwiseClone", "Name", "Notes", "ReferenceEquals", "RunBackward", "RunForward", "Shapes", "ToString", "TryGetHook",
        // A hook's class in Shapes cannot have a constant of its own name.
        "Channels", "Count", "Height", "Width",
    ];

    /// <summary>One identifier for each value, by its number.</summary>
    public static IReadOnlyList<string> Of(NetworkModel network, string className) =>
        Identifiers.Unique(network.Values.Select(value => value.HookName), [.. Reserved, .. MethodsOfGroups(network), className]);

    private static IEnumerable<string> MethodsOfGroups(NetworkModel network) =>
        from first in Enumerable.Range(0, network.Steps.Length)
        where first % NetworkToEmit.LayersInMethod(network) == 0
        from method in new[] { "BackwardTo", "DefineFrom", "ForwardFrom" }
        select $"{method}{first}";
}
