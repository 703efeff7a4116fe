using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>The vectors of words, a row of a matrix for each (Torch's <c>nn.LookupTable</c>).</summary>
/// <param name="matrix">V×E. It stays where it is.</param>
public sealed class LookupTable(WeightBlob matrix)
{
    /// <summary>Length of a vector, E.</summary>
    public int Length => matrix.Shape[1];

    /// <summary>Number of words, V.</summary>
    public int Count => matrix.Shape[0];

    /// <summary>The vector of a word.</summary>
    /// <param name="number">From 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word.</exception>
    public ReadOnlySpan<float> this[int number] => number >= 1 && number <= Count
        ? matrix.Span.Slice((number - 1) * Length, Length)
        : throw new ArgumentOutOfRangeException(nameof(number), number, $"there are vectors of the words 1 … {Count}");
}
