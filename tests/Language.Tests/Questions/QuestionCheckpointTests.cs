using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language.Tests;

/// <summary>Sizes and weights of checkpoints with flat vectors.</summary>
public sealed class QuestionCheckpointTests : IDisposable
{
    private const int Words = 7, Answers = 3, Image = 11;

    private readonly string folder = Directory.CreateTempSubdirectory("language-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_originals_sizes_are_found()
    {
        using TinyModel model = new();
        Assert.Equal(new QuestionModelSizes(50, 48, 2, 128, 256, 20), model.Sizes);
        Assert.Equal(
            "input_encoding_size 50, rnn_size 48, rnn_layers 2, common_embedding_size 128, num_output 20, picture features of 256",
            model.Sizes.ToString());
    }

    [Fact]
    public void The_originals_vectors_of_words_are_columns_of_the_matrix()
    {
        using TinyModel model = new();
        float[] flat = Npy.Load(SharedFolder.Require("golden", "vqa", "param_embedding_w_q.npy")).Floats;
        using var checkpoint = QuestionCheckpoint.Open(SharedFolder.Require("golden", "vqa", "lstm.t7"));
        WordVectors words = checkpoint.ReadWords(model.Sizes);
        Assert.Equal((50, 76), (words.Length, words.Count));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => flat[i * 76 + 75] + flat[3800 + i]), words[76]);
        Assert.Throws<ArgumentOutOfRangeException>(() => words[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => words[77]);
    }

    [Theory]
    [InlineData(4, 3, 1, 5)]
    [InlineData(9, 6, 2, 1)]
    [InlineData(2, 5, 3, 8)]
    [InlineData(200, 64, 4, 100)]
    public void Any_number_of_layers(int wordLength, int units, int layers, int common)
    {
        QuestionModelSizes expected = new(wordLength, units, layers, common, Image, Answers);
        using QuestionCheckpoint checkpoint = Open(Write(expected));
        Assert.Equal(expected, checkpoint.FindSizes(Vocabulary, Image, expected));
        using WeightSource encoder = checkpoint.ReadEncoder(expected), fusion = checkpoint.ReadFusion(expected);
        Assert.Equal(2 * layers, encoder.Layers.Count);
        // The weights are 0, 1, 2 …: each blob begins where the one before it ends.
        float next = 0;
        foreach (WeightBlob blob in encoder.Layers.SelectMany(layer => layer.Blobs))
        {
            Assert.Equal(next, blob.Span[0]);
            next += blob.Shape.Count;
        }
        Assert.Equal([4 * units, units], encoder.Require($"h2h_{layers}", 0, [4 * units, units]).Shape.Dimensions.ToArray());
        Assert.Equal(common * (expected.StateSize + 1), fusion.Require("image_fc", 0, [common, Image]).Span[0]);
    }

    [Fact]
    public void A_choice_is_made_by_what_is_expected()
    {
        QuestionModelSizes one = new(1, 38, 1, 26, Image, Answers), two = new(1, 22, 2, 23, Image, Answers);
        Assert.Equal((EncoderCount(one), FusionCount(one)), (EncoderCount(two), FusionCount(two)));
        using QuestionCheckpoint checkpoint = Open(Write(one));
        Assert.Equal(one, checkpoint.FindSizes(Vocabulary, Image, one));
        Assert.Equal(two, checkpoint.FindSizes(Vocabulary, Image, two));
    }

    [Fact]
    public void Vectors_of_the_wrong_length()
    {
        QuestionModelSizes sizes = new(4, 3, 2, 5, Image, Answers);
        Wrong(Write(sizes, embedding: 1), "embedding_w_q", "33", "a multiple of 8", "7 words");
        Wrong(Write(sizes, encoder: 1), "encoder_w_q", "vectors of 4");
        Wrong(Write(sizes, multimodal: 1), "multimodal_w", "question vectors of 12", "features of 11", "3 answers");

        void Wrong(string path, params string[] expected)
        {
            using QuestionCheckpoint checkpoint = Open(path);
            WeightException problem = Assert.Throws<WeightException>(() => checkpoint.FindSizes(Vocabulary, Image));
            Assert.StartsWith(path, problem.Message);
            Assert.All(expected, part => Assert.Contains(part, problem.Message));
        }
    }

    [Fact]
    public void Sizes_that_are_not_the_files()
    {
        QuestionModelSizes sizes = new(4, 3, 2, 5, Image, Answers);
        using QuestionCheckpoint checkpoint = Open(Write(sizes));
        Assert.Contains("i2h_1", Assert.Throws<WeightException>(() => checkpoint.ReadEncoder(sizes with { RnnSize = 300 })).Message);
        Assert.Contains("numbers", Assert.Throws<WeightException>(() => checkpoint.ReadEncoder(sizes with { RnnLayers = 1 })).Message);
        Assert.Contains(
            "question_fc", Assert.Throws<WeightException>(() => checkpoint.ReadFusion(sizes with { CommonEmbeddingSize = 1000 })).Message);
    }

    [Fact]
    public void Files_of_something_else()
    {
        string path = Path.Combine(folder, "other.t7");
        Torch7Writer.Write(path, new Torch7Table { ["embedding_w_q"] = 5, ["encoder_w_q"] = 5, ["multimodal_w"] = 5 });
        using QuestionCheckpoint checkpoint = Open(path);
        Assert.Contains("embedding_w_q", Assert.Throws<WeightException>(() => checkpoint.FindSizes(Vocabulary, Image)).Message);
        Torch7Writer.Write(path, new Torch7Table { ["protos"] = 5 });
        Assert.Contains("'embedding_w_q'", Assert.Throws<WeightException>(() => Open(path)).Message);
        Assert.Contains("no such file", Assert.Throws<WeightException>(() => Open(Path.Combine(folder, "none.t7"))).Message);
    }

    private static QuestionVocabulary Vocabulary { get; } = new(
        new Vocabulary(["a", "b", "c", "d", "e", "f", "UNK"]), new Vocabulary(["1", "2", "3"]));

    private static QuestionCheckpoint Open(string path) => QuestionCheckpoint.Open(path);

    private static int EncoderCount(QuestionModelSizes sizes) =>
        4 * sizes.RnnSize * (sizes.InputEncodingSize + 1)
        + (2 * sizes.RnnLayers - 1) * 4 * sizes.RnnSize * (sizes.RnnSize + 1)
        + sizes.RnnSize + 1;

    private static int FusionCount(QuestionModelSizes sizes) =>
        sizes.CommonEmbeddingSize * (sizes.StateSize + 1 + sizes.ImageLength + 1) + sizes.NumOutput * (sizes.CommonEmbeddingSize + 1);

    private string Write(QuestionModelSizes sizes, int embedding = 0, int encoder = 0, int multimodal = 0)
    {
        string path = Path.Combine(folder, "lstm.t7");
        Torch7Writer.Write(path, new Torch7Table
        {
            ["embedding_w_q"] = Vector(sizes.InputEncodingSize * (Words + 1) + embedding),
            ["encoder_w_q"] = Vector(EncoderCount(sizes) + encoder),
            ["multimodal_w"] = Vector(FusionCount(sizes) + multimodal),
        });
        return path;

        static Torch7Tensor Vector(int count) => Torch7Tensor.Copy<float>([.. Enumerable.Range(0, count).Select(i => (float)i)], count);
    }
}
