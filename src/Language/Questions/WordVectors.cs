using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// The vectors of words: a fully connected layer applied to a vector that is 1 at the word's id and 0 elsewhere. The column of the matrix
/// is read directly: a matrix product would read the whole matrix for each word.
/// </summary>
public sealed class WordVectors
{
    private readonly WeightBlob matrix;
    private readonly WeightBlob bias;

    /// <summary>Takes the weights of the layer.</summary>
    /// <param name="layer">A matrix E×V, then E biases.</param>
    public WordVectors(LayerWeights layer)
    {
        (matrix, bias) = (layer.Blobs[0], layer.Blobs[1]);
        (Length, Count) = (matrix.Shape[0], matrix.Shape[1]);
    }

    /// <summary>Length of a vector, E.</summary>
    public int Length { get; }

    /// <summary>Number of words, V.</summary>
    public int Count { get; }

    /// <summary>The vector of a word.</summary>
    /// <param name="id">The word's id, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word.</exception>
    public float[] this[int id]
    {
        get
        {
            if (id < 1 || id > Count)
                throw new ArgumentOutOfRangeException(nameof(id), id, $"there are vectors of the words 1 … {Count}");
            float[] vector = new float[Length];
            for (int i = 0; i < Length; i++)
                vector[i] = matrix.Span[i * Count + id - 1] + bias.Span[i];
            return vector;
        }
    }
}
