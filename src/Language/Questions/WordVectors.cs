using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// The vectors of words: what a fully connected layer makes of a vector that is 1 at the word's number and 0 elsewhere. It is looked up, as a matrix product
/// would read the whole matrix for each word.
/// </summary>
public sealed class WordVectors
{
    private readonly WeightBlob matrix;
    private readonly WeightBlob bias;

    /// <summary>Takes the weights of the layer.</summary>
    /// <param name="layer">A matrix E×V, then E numbers that are added.</param>
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
    /// <param name="number">From 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word.</exception>
    public float[] this[int number]
    {
        get
        {
            if (number < 1 || number > Count)
                throw new ArgumentOutOfRangeException(nameof(number), number, $"there are vectors of the words 1 … {Count}");
            float[] vector = new float[Length];
            for (int i = 0; i < Length; i++)
                vector[i] = matrix.Span[i * Count + number - 1] + bias.Span[i];
            return vector;
        }
    }
}
