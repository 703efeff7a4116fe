using CaffeSharpGen.Compiler.Drafts;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Generator.Emission;

namespace CaffeSharpGen.Generator;

/// <summary>A compiled prototxt: the class to emit, and what is wrong.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="Network">The network; null if there are errors.</param>
/// <param name="Draft">What is known of the network in spite of errors; null if there are none, or no class can have the name.</param>
/// <param name="Problems">What is wrong.</param>
internal sealed record CompiledFile(
    ClassName ClassName, NetworkDefinition? Network, NetworkDraft? Draft, EquatableArray<Problem> Problems)
{
    /// <summary>What the data layers of the prototxt do to pixels.</summary>
    public EquatableArray<DataTransform> DataTransforms { get; init; } = [];

    /// <summary>The network for the other shapes of its inputs.</summary>
    public EquatableArray<OtherShape> OtherShapes { get; init; } = [];

    /// <summary>Whether the class is to have other shapes, if it is a draft.</summary>
    public bool HasOtherShapes { get; init; }

    /// <summary>Whether there is a class to emit, unless that of another file has its name.</summary>
    public bool GivesClass => Network is not null || Draft is not null;
}
