namespace CaffeSharpGen.Language;

/// <summary>The targets of a caption in the picture's network: its code, weighted by gradients.</summary>
/// <param name="Whole">By the gradient of the sum of the words' log-probabilities.</param>
/// <param name="Words">By the gradient of each word's log-probability.</param>
public sealed record CaptionTargets(Target Whole, IReadOnlyList<Target> Words);
