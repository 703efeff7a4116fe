using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>What a prototxt compiles to.</summary>
/// <param name="Network">The network with its fused groups and its memory plan; null if there are errors.</param>
/// <param name="Problems">All problems, in the order of the text.</param>
public sealed record CompilationResult(NetworkDefinition? Network, EquatableArray<Problem> Problems)
{
    /// <summary>What data layers do to pixels in Caffe before they are the network's inputs.</summary>
    public EquatableArray<DataTransform> DataTransforms { get; init; }

    /// <summary>The number of images that the prototxt declares, in the first axis of its inputs; 1 where the batch is not free.</summary>
    public int DeclaredBatch { get; init; } = 1;

    /// <summary>Names of the losses that are dropped and that the setting to keep losses would make predictions.</summary>
    public EquatableArray<string> DroppedLosses { get; init; }
}
