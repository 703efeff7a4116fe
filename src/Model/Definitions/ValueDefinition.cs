namespace CaffeSharpGen.Definitions;

/// <summary>One version of a blob (SSA): an input, or what one step computes.</summary>
/// <param name="Name">
/// How a user names it: the layer's name, <c>layer:top</c> for further tops, the blob's name for inputs; <c>#2</c> and so on behind names
/// that stand twice. Unique.
/// </param>
/// <param name="LayerType">Caffe's type of the layer that computes it; <c>Input</c> for inputs.</param>
/// <param name="Shape">N×C×H×W, or what the layer computes.</param>
/// <param name="Offset">Where it lies in the arena, in floats for one image; −1 if it does not lie there by itself.</param>
/// <param name="Inside">The value that contains it; null if none does.</param>
/// <param name="IsHidden">Whether it lies between the operations of one layer: it has no name in the prototxt.</param>
public sealed record ValueDefinition(
    string Name, string LayerType, ValueShape Shape, long Offset = -1, InsideOf? Inside = null, bool IsHidden = false);

/// <summary>A value lies inside another, and so is never copied there.</summary>
/// <param name="Whole">Index of the value that contains it.</param>
/// <param name="Channel">Its first channel there.</param>
public sealed record InsideOf(int Whole, int Channel);
