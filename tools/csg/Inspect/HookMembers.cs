using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>The members that the generator makes of a network's values.</summary>
internal static class HookMembers
{
    // What generated classes have beside hooks, as in the generator; tests compile programs that use these members.
    private static readonly string[] Reserved =
    [
        "Backward", "BackwardEach", "BatchSize", "Deconvnet", "Definition", "Dispose", "Equals", "Explain", "Finalize", "Forward",
        "ForwardFrom", "ForwardTo", "GetHashCode", "GetType", "GradCam", "GuidedBackprop", "GuidedGradCam", "HookAt", "InputAt", "Load",
        "MemberwiseClone", "Network", "Operation", "ReferenceEquals", "Shapes", "Share", "ToString", "TryGetHook",
        "ValueAt", "DefinitionFor",
        "Channels", "Count", "Height", "Width",
    ];

    /// <summary>The member of each value, by its index; empty for hidden ones.</summary>
    /// <param name="network">The network.</param>
    /// <param name="className">Name of its class; null for the one that it gets without metadata.</param>
    public static IReadOnlyList<string> Of(NetworkDefinition network, string? className = null)
    {
        IReadOnlyList<string> visible = Identifiers.Unique(
            network.Values.Where(value => !value.IsHidden).Select(value => value.Name),
            [.. Reserved, className ?? Identifiers.Of(network.Name)]);
        int next = 0;
        return [.. network.Values.Select(value => value.IsHidden ? "" : visible[next++])];
    }
}
