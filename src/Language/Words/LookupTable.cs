using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>The vectors of words, a row of a matrix for each (Torch's <c>nn.LookupTable</c>).</summary>
/// <param name="matrix">V×E. It is not copied.</param>
public sealed class LookupTable(WeightBlob matrix)
{
    /// <summary>Length of a vector, E.</summary>
    public int Length => matrix.Shape[1];

    /// <summary>Number of words, V.</summary>
    public int Count => matrix.Shape[0];

    /// <summary>The vector of a word.</summary>
    /// <param name="id">The word's id, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word.</exception>
    public ReadOnlySpan<float> this[int id] => id >= 1 && id <= Count
        ? matrix.Span.Slice((id - 1) * Length, Length)
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"there are vectors of the words 1 … {Count}");
}
