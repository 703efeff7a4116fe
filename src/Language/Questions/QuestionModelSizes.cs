using System.Globalization;

namespace CaffeSharpGen.Language;

/// <summary>The sizes of a question answering model, named as the original's options.</summary>
/// <param name="InputEncodingSize">Length of a word's vector, E.</param>
/// <param name="RnnSize">Units of an LSTM layer, R.</param>
/// <param name="RnnLayers">Number of LSTM layers, L.</param>
/// <param name="CommonEmbeddingSize">Length of the common space that question and picture are projected to, C.</param>
/// <param name="ImageLength">Length of a picture's feature, I; not an option.</param>
/// <param name="NumOutput">Number of answers, N.</param>
public sealed record QuestionModelSizes(
    int InputEncodingSize, int RnnSize, int RnnLayers, int CommonEmbeddingSize, int ImageLength, int NumOutput)
{
    // A limit for the search.
    private const int MostLayers = 16;

    /// <summary>Length of the state: c and h of each layer.</summary>
    public int StateSize => 2 * RnnLayers * RnnSize;

    /// <summary>
    /// Such as
    /// <c>input_encoding_size 200, rnn_size 512, rnn_layers 2, common_embedding_size 1024, num_output 1000, picture features of 4096</c>.
    /// </summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"input_encoding_size {InputEncodingSize}, rnn_size {RnnSize}, rnn_layers {RnnLayers}, "
        + $"common_embedding_size {CommonEmbeddingSize}, num_output {NumOutput}, picture features of {ImageLength}");

    /// <summary>
    /// Units and layers of LSTMs with this many weights. Each layer has 4R×E (the first) or 4R×R and 4R×R, with 4R biases each; a
    /// projection of 1×R with its bias follows, which nothing uses.
    /// </summary>
    internal static IEnumerable<(int Units, int Layers)> OfLstm(long weights, int wordLength)
    {
        for (int layers = 1; layers <= MostLayers; layers++)
        {
            // squares·R² + linear·R + 1 = weights.
            double squares = 4.0 * (2 * layers - 1), linear = 4.0 * (wordLength + 2 * layers) + 1;
            double units = Math.Round((Math.Sqrt(linear * linear + 4 * squares * (weights - 1)) - linear) / (2 * squares));
            if (units is >= 1 and <= 1 << 20 && squares * units * units + linear * units + 1 == weights)
                yield return ((int)units, layers);
        }
    }
}
