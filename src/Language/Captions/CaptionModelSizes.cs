using System.Globalization;

namespace CaffeSharpGen.Language;

/// <summary>The sizes of a captioner, named as neuraltalk2's options.</summary>
/// <param name="InputEncodingSize">Length of a picture's code and of a word's vector, E.</param>
/// <param name="RnnSize">Units of an LSTM layer, R.</param>
/// <param name="RnnLayers">Number of LSTM layers, L.</param>
/// <param name="Words">Number of words, V.</param>
public sealed record CaptionModelSizes(int InputEncodingSize, int RnnSize, int RnnLayers, int Words)
{
    /// <summary>Such as <c>input_encoding_size 512, rnn_size 512, num_layers 1, 9567 words</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"input_encoding_size {InputEncodingSize}, rnn_size {RnnSize}, num_layers {RnnLayers}, {Words} words");
}
