using System.Collections.Immutable;

namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Crop</c>: the part of the first input that starts at <paramref name="Offsets"/> (one entry an axis) and has the output's shape.
/// The second input gives the shape only; its gradient is zero.
/// </summary>
public sealed record Crop(ImmutableArray<int> Offsets) : Operation;
