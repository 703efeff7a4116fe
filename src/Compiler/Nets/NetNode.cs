using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Nets;

/// <summary>A network in the one form that all generations become.</summary>
/// <param name="Name">Its name, may be empty.</param>
/// <param name="Layers">Its layers, inputs first.</param>
public sealed record NetNode(string Name, EquatableArray<LayerNode> Layers)
{
    /// <summary>Tops of layers that were left out, for messages.</summary>
    internal EquatableArray<AbsentTop> Absent { get; init; }

    /// <summary>What data layers that became inputs do to pixels.</summary>
    internal EquatableArray<DataTransform> DataTransforms { get; init; }

    /// <summary>Names of losses that were left out and could have been kept as predictions.</summary>
    internal EquatableArray<string> DroppedLosses { get; init; }

    /// <summary>Whether a Crop without an offset aligns its bottoms.</summary>
    internal bool AlignCrop { get; init; }

    /// <summary>How the user's settings are called, for messages.</summary>
    internal SettingNames SettingNames { get; init; } = SettingNames.Metadata;
}

/// <summary>A top of a layer that is in the prototxt, but not in the network.</summary>
/// <param name="Blob">The top's name.</param>
/// <param name="Reason">Which layer has it, why that is left out, and how it would be in.</param>
/// <param name="CanBeIncluded">Whether settings can include it.</param>
internal sealed record AbsentTop(string Blob, string Reason, bool CanBeIncluded);
