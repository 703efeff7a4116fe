using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// The weights of a question answering model as VQA_LSTM_CNN stores them (<c>lstm.t7</c>): a table of three vectors, <c>embedding_w_q</c>,
/// <c>encoder_w_q</c> and <c>multimodal_w</c>, each with all weights of a part in a row. Sizes are not stored; they follow from the numbers
/// of weights. Nothing is copied: networks keep the file's memory, <see cref="WordVectors"/> need the file open.
/// </summary>
public sealed class QuestionCheckpoint : IDisposable
{
    private readonly Torch7File file;
    private readonly Torch7Node embedding, encoder, multimodal;

    private QuestionCheckpoint(Torch7File file)
    {
        this.file = file;
        (embedding, encoder, multimodal) = (file.Root["embedding_w_q"], file.Root["encoder_w_q"], file.Root["multimodal_w"]);
    }

    /// <summary>The file's path.</summary>
    public string Name => file.Name;

    /// <summary>Opens a file.</summary>
    /// <exception cref="WeightException">It is not a Torch7 file, or has other content.</exception>
    public static QuestionCheckpoint Open(string path) => CheckpointFile.Make(Torch7File.Open(path), file => new QuestionCheckpoint(file));

    /// <summary>Reads a file in memory.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="content">Its bytes; they are copied.</param>
    /// <exception cref="WeightException">It is not a Torch7 file, or has other content.</exception>
    public static QuestionCheckpoint Read(string name, ReadOnlySpan<byte> content) =>
        CheckpointFile.Make(Torch7File.Read(name, content), file => new QuestionCheckpoint(file));

    /// <summary>Finds the sizes of the model.</summary>
    /// <param name="vocabulary">Its words and answers.</param>
    /// <param name="imageLength">Length of a picture's feature, I.</param>
    /// <param name="expected">Preferred if several sizes have these numbers of weights.</param>
    /// <exception cref="WeightException">No sizes have as many weights.</exception>
    public QuestionModelSizes FindSizes(QuestionVocabulary vocabulary, int imageLength, QuestionModelSizes? expected = null)
    {
        int words = vocabulary.Words.Count, answers = vocabulary.Answers.Count;
        (long wordLength, long rest) = Math.DivRem(new FlatParameters(embedding).Count, words + 1L);
        if (rest != 0 || wordLength is < 1 or > int.MaxValue)
        {
            throw embedding.Wrong(
                $"a multiple of {words + 1} numbers: as many for each of the vocabulary's {words} words, and as many biases");
        }

        (int Units, int Layers)[] lstms = [.. QuestionModelSizes.OfLstm(new FlatParameters(encoder).Count, (int)wordLength)];
        if (lstms.Length == 0)
            throw encoder.Wrong($"as many numbers as an LSTM of any size takes that reads vectors of {wordLength}");

        long weights = new FlatParameters(multimodal).Count;
        QuestionModelSizes[] possible = [.. lstms.SelectMany(lstm => Fitting(lstm.Units, lstm.Layers))];
        return possible.Length == 0
            ? throw multimodal.Wrong(
                $"as many numbers as question vectors of {string.Join(" or ", lstms.Select(lstm => 2 * lstm.Units * lstm.Layers))}, "
                + $"picture features of {imageLength} and {answers} answers take")
            : Array.Find(possible, sizes => sizes == expected) ?? possible[0];

        // C·(S + 1) + C·(I + 1) + N·(C + 1) weights.
        IEnumerable<QuestionModelSizes> Fitting(int units, int layers)
        {
            (long common, long left) = Math.DivRem(weights - answers, 2L * layers * units + imageLength + 2 + answers);
            if (left == 0 && common is >= 1 and <= int.MaxValue)
                yield return new QuestionModelSizes((int)wordLength, units, layers, (int)common, imageLength, answers);
        }
    }

    /// <summary>The vectors of words.</summary>
    /// <param name="sizes">The sizes that <see cref="FindSizes"/> found.</param>
    /// <exception cref="WeightException">There are more or fewer weights.</exception>
    public WordVectors ReadWords(QuestionModelSizes sizes)
    {
        var weights = new FlatParameters(embedding);
        var words = new WordVectors(
            weights.Linear("embedding", sizes.InputEncodingSize, (int)(weights.Count / sizes.InputEncodingSize) - 1));
        weights.RequireEnd();
        return words;
    }

    /// <summary>Weights of the network that reads a word: layers <c>i2h_k</c> and <c>h2h_k</c> for the k-th LSTM layer, from 1.</summary>
    /// <inheritdoc cref="ReadWords"/>
    public WeightSource ReadEncoder(QuestionModelSizes sizes)
    {
        var weights = new FlatParameters(encoder);
        LayerWeights[] layers = [.. CheckpointFile.ReadLstm(sizes.RnnLayers, sizes.RnnSize, sizes.InputEncodingSize, weights.Linear)];
        weights.Linear("the projection that nothing uses", 1, sizes.RnnSize);
        weights.RequireEnd();
        return new CheckpointWeights(Name, layers);
    }

    /// <summary>
    /// Weights of the network that combines question and picture: layers <c>question_fc</c>, <c>image_fc</c> and <c>scores</c>.
    /// </summary>
    /// <inheritdoc cref="ReadWords"/>
    public WeightSource ReadFusion(QuestionModelSizes sizes)
    {
        var weights = new FlatParameters(multimodal);
        LayerWeights[] layers =
        [
            weights.Linear("question_fc", sizes.CommonEmbeddingSize, sizes.StateSize),
            weights.Linear("image_fc", sizes.CommonEmbeddingSize, sizes.ImageLength),
            weights.Linear("scores", sizes.NumOutput, sizes.CommonEmbeddingSize),
        ];
        weights.RequireEnd();
        return new CheckpointWeights(Name, layers);
    }

    /// <summary>Closes the file: its weights can no longer be read. Networks that loaded them keep the memory they need.</summary>
    public void Dispose() => file.Dispose();
}
