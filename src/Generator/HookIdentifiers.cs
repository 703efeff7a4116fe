using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Passes;

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
    ];

    /// <summary>One identifier for each value, by its number.</summary>
    public static IReadOnlyList<string> Of(NetworkModel network, string className) =>
        Identifiers.Unique(network.Values.Select(value => value.HookName), [.. Reserved, className]);
}
