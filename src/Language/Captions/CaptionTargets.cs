namespace CaffeSharpGen.Language;

/// <summary>What to explain of a caption in the picture's network: its code, weighted by gradients.</summary>
/// <param name="Whole">Of the sum of the words' log-probabilities.</param>
/// <param name="Words">Of each word's.</param>
public sealed record CaptionTargets(Target Whole, IReadOnlyList<Target> Words);
