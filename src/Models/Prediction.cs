namespace CaffeSharpGen.Models;

/// <summary>A class that a network sees in a picture.</summary>
/// <param name="Index">0-based index of the class.</param>
/// <param name="Label">Its name.</param>
/// <param name="Probability">0 … 1.</param>
public readonly record struct Prediction(int Index, string Label, float Probability);
