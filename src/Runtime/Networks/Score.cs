namespace CaffeSharpGen;

/// <summary>An element of an output and its value.</summary>
/// <param name="Index">0-based position: of a classifier, the class.</param>
/// <param name="Value">A probability or a logit.</param>
public readonly record struct Score(int Index, float Value);
